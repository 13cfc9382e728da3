package dev.bzzz.p2p.net;

import dev.bzzz.core.Signer;
import dev.bzzz.p2p.Libp2pConfig;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.noise.NoiseIdentity;
import dev.bzzz.p2p.noise.X25519Key;
import dev.bzzz.p2p.yamux.YamuxMachine;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * All that connections need, from the first byte until their streams are given to the protocols:
 * this side listens and dials, upgrades what comes about, and keeps whom it wants. Safe for use by
 * many threads, besides what it says of the loop.
 */
final class ConnectionLayer {
  private final Libp2pConfig config;
  private final Protocols protocols = new Protocols();
  private final Connections connections;
  private final Switchboard switchboard;
  private final Transport transport;
  private final Listening listening;
  private final HostNames names;
  private final Dialer dialer;
  private final Arrivals arrivals;

  /** Everything in its place; nobody is let in before it {@linkplain #listen listens}. */
  ConnectionLayer(
      Signer signer, Libp2pConfig config, NodeLoop loop, Events events, HostNames names) {
    PeerId self = PeerId.of(signer.id());
    Refusals refusals = new Refusals(events, loop::now);
    NoiseIdentity identity =
        NoiseIdentity.of(
            signer, X25519Key.generate(new SecureRandom()), List.of(YamuxMachine.PROTOCOL));
    this.config = config;
    this.names = names;
    this.connections = new Connections(config.connections(), loop::now);
    this.transport = new Transport(loop);
    this.listening = new Listening(self);
    this.switchboard =
        new Switchboard(
            self,
            loop,
            connections,
            protocols,
            new Switchboard.Rules(
                config::allows, config::keeps, config.networkKey(), config.streams()),
            refusals);
    this.dialer = new Dialer(loop, transport, connections, switchboard, identity, names);
    this.arrivals = new Arrivals(loop, connections, switchboard, identity, refusals);
  }

  /**
   * Lets peers in.
   *
   * @throws dev.bzzz.core.PermanentException if an address cannot be had
   */
  void listen() {
    listening.start(config.listen(), transport, connections::admit, arrivals::arrived);
  }

  /** Where it listens. */
  Listening listening() {
    return listening;
  }

  /** What peers may ask for. */
  Protocols protocols() {
    return protocols;
  }

  /** All connections that are up. */
  Connections connections() {
    return connections;
  }

  /** Decides who stays; of the loop. */
  Switchboard switchboard() {
    return switchboard;
  }

  /** All connections, as they are now. */
  List<ConnectionInfo> infos() {
    return connections.all().stream()
        .map(
            each ->
                new ConnectionInfo(
                    each.peer(),
                    Switchboard.address(each),
                    each.outbound(),
                    each.since(),
                    each.roundTrip()))
        .toList();
  }

  /** Connects to an address, as {@link Dialer#dial} does. */
  CompletableFuture<PeerId> dial(Multiaddr address) {
    return dialer.dial(address);
  }

  /** Lets no more peers in; connections stay. */
  void listenNoMore() {
    transport.close();
  }

  /** Takes leave of all peers and ends all dials; on the loop. */
  void end() {
    for (Connection each : connections.all()) {
      each.leave();
    }
    dialer.end();
    names.close();
  }
}
