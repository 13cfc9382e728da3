package dev.bzzz.examples.agent;

import dev.bzzz.core.AgentId;
import dev.bzzz.p2p.Libp2pConfig;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.util.List;
import java.util.Optional;

/** Reads {@code peers} and the keys of {@code mesh}. */
final class MeshReader {
  private static final int MAX_ALLOWED = 1000;
  private static final String TAG = "[a-z0-9]{1,58}";

  private MeshReader() {}

  static Optional<MeshConfig> read(Settings settings) {
    MeshConfig usual = MeshConfig.byDefault();
    MeshConfig read =
        new MeshConfig(
            settings.has(ConfigKey.MESH_LISTEN)
                ? addresses(settings, ConfigKey.MESH_LISTEN)
                : usual.listen(),
            addresses(settings, ConfigKey.PEERS),
            settings.flag(ConfigKey.MESH_MDNS, usual.mdns()),
            tag(settings),
            settings.secret(ConfigKey.MESH_KEY),
            settings.list(
                ConfigKey.MESH_ALLOW, MAX_ALLOWED, item -> PeerId.of(new AgentId(item.text()))));
    return settings.flag(ConfigKey.MESH_ENABLED, true) ? Optional.of(read) : Optional.empty();
  }

  private static List<Multiaddr> addresses(Settings settings, ConfigKey key) {
    return settings.list(key, Libp2pConfig.MAX_ADDRESSES, item -> Multiaddr.parse(item.text()));
  }

  private static Optional<String> tag(Settings settings) {
    Optional<String> tag = settings.text(ConfigKey.MESH_TAG);
    if (tag.isPresent() && !tag.get().matches(TAG)) {
      throw settings.wrong(
          ConfigKey.MESH_TAG,
          settings.written(ConfigKey.MESH_TAG).orElseThrow(),
          "is 1 to 58 lower-case letters and digits");
    }
    return tag;
  }
}
