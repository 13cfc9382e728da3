package dev.bzzz.examples.agent;

import dev.bzzz.core.AgentId;
import dev.bzzz.examples.agent.Written.Scalar;
import dev.bzzz.p2p.Libp2pConfig;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.discovery.DiscoveryBuilder;
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
                ? settings.list(
                    ConfigKey.MESH_LISTEN, Libp2pConfig.MAX_ADDRESSES, MeshReader::address)
                : usual.listen(),
            settings.list(ConfigKey.PEERS, Libp2pConfig.MAX_ADDRESSES, MeshReader::peer),
            settings.flag(ConfigKey.MESH_MDNS, usual.mdns()),
            tag(settings),
            settings.secret(ConfigKey.MESH_KEY),
            settings.list(
                ConfigKey.MESH_ALLOW, MAX_ALLOWED, item -> PeerId.of(new AgentId(item.text()))));
    return settings.flag(ConfigKey.MESH_ENABLED, true) ? Optional.of(read) : Optional.empty();
  }

  private static Multiaddr address(Scalar item) {
    return Multiaddr.parse(item.text());
  }

  private static Multiaddr peer(Scalar item) {
    Multiaddr address = address(item);
    DiscoveryBuilder.requirePeer(address);
    return address;
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
