package dev.bzzz.p2p.net;

import dev.bzzz.p2p.Libp2pConfig;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.discovery.DialParameters;
import dev.bzzz.p2p.discovery.Discovery;
import dev.bzzz.p2p.discovery.DiscoveryBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Tells discovery what becomes of connections. Confined to the loop, besides closing. */
final class Finder implements Switchboard.PeerService, AutoCloseable {
  /** How long a peer is not dialled that was sent away because there were too many. */
  static final Duration TRIMMED_FOR = Duration.ofMinutes(10);

  private final Discovery discovery;

  private Finder(Discovery discovery) {
    this.discovery = discovery;
  }

  /**
   * Starts discovery if there is something to discover.
   *
   * @param dial connects to an address
   * @param listening where the node listens, which may stand for all addresses of this host
   */
  static Optional<Finder> start(
      PeerId self,
      Libp2pConfig config,
      Function<Multiaddr, CompletionStage<PeerId>> dial,
      List<Multiaddr> listening) {
    if (config.peers().isEmpty() && !config.finding().mdns()) {
      return Optional.empty();
    }
    DiscoveryBuilder builder =
        Discovery.builder(self, dial::apply)
            .peers(config.peers())
            .parameters(parameters(config.connections()))
            .dnsServers(config.finding().dnsServers());
    if (config.finding().mdns()) {
      Optional<String> tag =
          config.finding().mdnsTag().or(() -> config.networkKey().map(NetworkKey::fingerprint));
      tag.ifPresentOrElse(builder::mdns, builder::mdns);
    }
    Discovery discovery = builder.start();
    discovery.listening(listening);
    return Optional.of(new Finder(discovery));
  }

  /** Dials that take room from no others, and no more peers than would stay. */
  private static DialParameters parameters(ConnectionLimits limits) {
    DialParameters usual = DialParameters.DEFAULT;
    return new DialParameters(
        Math.max(2, Math.min(usual.maxPending(), limits.pendingDials() / 2)),
        Math.max(1, Math.min(usual.enoughPeers(), limits.trimAbove() * 3 / 4)),
        usual.firstRetry(),
        usual.longestRetry(),
        usual.giveUpAfter());
  }

  /** A peer has said where it listens. */
  void identified(PeerId peer, List<Multiaddr> addresses) {
    discovery.seen(peer, addresses);
  }

  @Override
  public void connected(Connection connection, boolean first) {
    if (first) {
      discovery.connected(connection.peer());
    }
  }

  @Override
  public void disconnected(Connection connection, boolean last, String why) {
    if (last) {
      discovery.lost(connection.peer());
    }
  }

  @Override
  public void trimmed(Connection connection) {
    discovery.avoid(connection.peer(), TRIMMED_FOR);
  }

  @Override
  public void close() {
    discovery.close();
  }
}
