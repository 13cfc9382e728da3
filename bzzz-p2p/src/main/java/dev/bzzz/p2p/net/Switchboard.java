package dev.bzzz.p2p.net;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.yamux.YamuxInput;
import dev.bzzz.p2p.yamux.YamuxLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections whose peers are known, decides which may stay, gives their streams to the
 * protocols, and tells the services who comes and goes. Confined to the loop.
 */
final class Switchboard implements Connection.Owner {
  private static final String OTHER_KEY =
      "its key is not of kind Ed25519, the only one that is taken; give the peer such a key";
  private static final String NOT_ALLOWED =
      "the peer is not on the list of those that are allowed; add it there if it should be";
  private static final Logger LOG = LoggerFactory.getLogger(Switchboard.class);

  private final PeerId self;
  private final NodeLoop loop;
  private final Connections connections;
  private final Protocols protocols;
  private final Rules rules;
  private final NetworkGate gate;
  private final List<PeerService> services = new ArrayList<>();
  private ToDoubleFunction<PeerId> score = peer -> 0;

  Switchboard(
      PeerId self,
      NodeLoop loop,
      Connections connections,
      Protocols protocols,
      Rules rules,
      Refusals refusals) {
    this.self = self;
    this.loop = loop;
    this.connections = connections;
    this.protocols = protocols;
    this.rules = rules;
    this.gate =
        new NetworkGate(
            self, loop, connections.limits().upgradeTime(), rules.key(), refusals, this::admit);
  }

  /**
   * Who may connect, and how much a connection may take up.
   *
   * @param allowed peers that may be connected at all
   * @param kept peers that are not disconnected when there are too many
   * @param key of the private network, if it is one
   * @param streams limits of each connection
   */
  record Rules(
      Predicate<PeerId> allowed,
      Predicate<PeerId> kept,
      Optional<NetworkKey> key,
      YamuxLimits streams) {}

  /** What a part of a node does when peers come and go. */
  interface PeerService {
    /** A connection may be used; {@code first} when it is the first with its peer. */
    void connected(Connection connection, boolean first);

    /** A connection is gone; {@code last} when there is no other with its peer. */
    void disconnected(Connection connection, boolean last, String why);

    /** A connection is about to be closed because there are too many. */
    default void trimmed(Connection connection) {}
  }

  void add(PeerService service) {
    services.add(service);
  }

  /** Judges peers when some have to go. */
  void scores(ToDoubleFunction<PeerId> judge) {
    score = judge;
  }

  /** Why a peer is not let in; empty when it is. */
  Optional<String> objection(PeerId peer) {
    if (peer.equals(self)) {
      return Optional.of("this is the node itself");
    }
    if (peer.agent().isEmpty()) {
      return Optional.of(OTHER_KEY);
    }
    if (!rules.allowed().test(peer)) {
      return Optional.of(NOT_ALLOWED);
    }
    return Optional.empty();
  }

  /** Why a connection is not taken; empty when it is. */
  Optional<String> objection(Secured secured) {
    Optional<String> objection = objection(secured.peer());
    boolean place =
        connections.mayAdd(secured.peer())
            || givingWay(secured.peer(), secured.outbound()).isPresent();
    return objection.isPresent() || place
        ? objection
        : Optional.of("there are enough connections with this peer");
  }

  /**
   * The connection to close for another one with the same peer. Of two that dial each other at the
   * same time, both keep what the greater id has dialled; each could else close what the other
   * keeps, and no connection would be left.
   */
  private Optional<Connection> givingWay(PeerId peer, boolean outbound) {
    if (outbound != self.compareTo(peer) > 0) {
      return Optional.empty();
    }
    return connections.of(peer).stream().filter(each -> each.outbound() != outbound).findFirst();
  }

  /** Takes a connection that nothing is objected to. */
  Connection take(Link link, Secured secured) {
    return new Connection(link, secured, rules.streams(), loop, this);
  }

  /**
   * Begins with a connection that was taken.
   *
   * @param admitted told whether the connection may be used
   */
  void begin(Connection connection, byte[] rest, CompletableFuture<PeerId> admitted) {
    gate.begin(connection, admitted);
    connection.start(rest);
  }

  /** Serves the proof of the network key. */
  void serveProof() {
    gate.serve(protocols);
  }

  @Override
  public void accepted(MuxedStream stream) {
    StreamOpening.accept(
        loop,
        stream,
        name -> find(stream.connection(), name).isPresent(),
        new StreamOpening.Outcome() {
          @Override
          public void opened(MuxedStream opened, String protocol) {
            find(opened.connection(), protocol)
                .ifPresentOrElse(each -> each.accept(opened), opened::reset);
          }

          @Override
          public void failed(String why) {
            stream.connection().wasted(); // the peer opened it and knows
          }
        });
  }

  @Override
  public void ended(Connection connection, String why) {
    connections.linkClosed(connection.remote());
    if (!gate.ended(connection, why)) {
      boolean last = connections.remove(connection);
      tell(service -> service.disconnected(connection, last, why));
    }
  }

  static Multiaddr address(Connection connection) {
    return Multiaddr.ofTcp(connection.remote()).withPeer(connection.peer());
  }

  private Optional<InboundProtocol> find(Connection connection, String protocol) {
    return gate.blocks(connection, protocol) ? Optional.empty() : protocols.find(protocol);
  }

  private void admit(Connection connection, CompletableFuture<PeerId> admitted) {
    boolean first = connections.add(connection);
    if (!first) {
      askWhetherTheyLive(connections.of(connection.peer()));
    }
    tell(service -> service.connected(connection, first));
    admitted.complete(connection.peer());
    if (connections.tooMany(connection.peer())) {
      Connection oneTooMany =
          givingWay(connection.peer(), connection.outbound()).orElse(connection);
      loop.execute(oneTooMany::leave);
    }
    for (Connection surplus : connections.surplus(score, rules.kept())) {
      tell(service -> service.trimmed(surplus));
      loop.execute(surplus::leave);
    }
  }

  /**
   * A peer that comes again may have lost its old connections without a word, as when its power was
   * cut. The oldest is the one that is used, so it is not left to its next ping to find out.
   */
  private static void askWhetherTheyLive(List<Connection> ofPeer) {
    ofPeer.forEach(each -> each.mux(new YamuxInput.Ping()));
  }

  /** One that fails keeps neither the others from hearing of it nor a dial from its end. */
  private void tell(Consumer<PeerService> event) {
    for (PeerService service : services) {
      try {
        event.accept(service);
      } catch (RuntimeException e) {
        LOG.error("service={} failed", service.getClass().getSimpleName(), e);
      }
    }
  }
}
