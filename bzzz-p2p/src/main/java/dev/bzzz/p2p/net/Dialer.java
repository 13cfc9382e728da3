package dev.bzzz.p2p.net;

import dev.bzzz.core.TransientException;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.noise.NoiseIdentity;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Brings links up: dials and upgrades. Confined to the loop, besides dialling. */
final class Dialer {
  private static final String CLOSED = "this node is closed";

  private final NodeLoop loop;
  private final Transport transport;
  private final Connections connections;
  private final Switchboard switchboard;
  private final NoiseIdentity identity;
  private final HostNames names;
  private final SecureRandom random = new SecureRandom();

  /** Dials whose end nobody knows yet; of any thread. */
  private final Set<Dial> underWay = ConcurrentHashMap.newKeySet();

  /** The dial that connects with a peer, or with whoever is at an address; of the loop. */
  private final Map<String, Dial> connecting = new HashMap<>();

  private volatile boolean ended;

  Dialer(
      NodeLoop loop,
      Transport transport,
      Connections connections,
      Switchboard switchboard,
      NoiseIdentity identity,
      HostNames names) {
    this.loop = loop;
    this.transport = transport;
    this.connections = connections;
    this.switchboard = switchboard;
    this.identity = identity;
    this.names = names;
  }

  /** One dial until it has ended. */
  private final class Dial implements Transport.Dialled, Upgrade.Outcome {
    private final Multiaddr address;
    private final String target;
    private final CompletableFuture<PeerId> result = new CompletableFuture<>();
    private Optional<NettyLink> link = Optional.empty();

    /** Where the host is as well, and why it was not reached so far. */
    private final Deque<InetSocketAddress> others = new ArrayDeque<>();

    private final List<String> failures = new ArrayList<>();

    Dial(Multiaddr address) {
      this.address = address;
      this.target = address.peer().map(PeerId::toString).orElse(address.toString());
    }

    @Override
    public void connected(NettyLink connected) {
      link = Optional.of(connected);
      connections.count(connected.remote());
      Upgrade upgrade = new Upgrade(connected, loop, role(address.peer()), this);
      connected.start(upgrade);
      upgrade.start();
    }

    @Override
    public Optional<Link.Listener> secured(Secured secured, byte[] rest) {
      dialEnded();
      Optional<String> objection = switchboard.objection(secured);
      if (objection.isPresent()) {
        link.ifPresent(each -> connections.linkClosed(each.remote()));
        connections
            .to(secured.peer())
            .ifPresentOrElse(
                each -> result.complete(each.peer()), // it has dialled this node meanwhile
                () -> refuse(objection.get()));
        return Optional.empty();
      }
      Connection connection = switchboard.take(link.orElseThrow(), secured);
      switchboard.begin(connection, rest, result);
      return Optional.of(connection);
    }

    @Override
    public void failed(String why) {
      dialEnded();
      link.ifPresent(each -> connections.linkClosed(each.remote()));
      link = Optional.empty();
      failures.add(why);
      InetSocketAddress next = others.poll();
      if (next == null) {
        refuse(String.join(", then ", failures));
      } else {
        connect(this, next);
      }
    }

    private void dialEnded() {
      connections.dialEnded();
      connecting.remove(target, this);
    }

    /** Some reasons say what to do. */
    void refuse(String why) {
      String advice = why.contains("; ") ? "" : "; check the address, or try later";
      result.completeExceptionally(
          new TransientException(
              "cannot connect to " + address + ": " + why + advice, Duration.ZERO));
    }
  }

  /**
   * Connects to an address; done when the connection may be used.
   *
   * @throws IllegalArgumentException if it is no TCP address
   */
  CompletableFuture<PeerId> dial(Multiaddr address) {
    InetSocketAddress socket =
        address
            .tcpSocket()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "cannot dial "
                            + address
                            + ": it is not of the form /ip4/…/tcp/… or /dns/…/tcp/…"));
    Dial dial = new Dial(address);
    underWay.add(dial);
    dial.result.whenComplete((peer, failure) -> underWay.remove(dial));
    if (ended) {
      dial.refuse(CLOSED);
    } else if (socket.isUnresolved()) {
      resolveElsewhere(dial);
    } else {
      connectOnLoop(dial, List.of(socket));
    }
    return dial.result;
  }

  /** Closes every link, of whatever state, and ends every dial: no more of them succeed. */
  void end() {
    ended = true;
    underWay.forEach(each -> each.refuse(CLOSED));
    transport.closeLinks();
  }

  private void resolveElsewhere(Dial dial) {
    CompletableFuture<List<InetSocketAddress>> lookup = names.sockets(dial.address);
    dial.result.whenComplete((peer, failure) -> lookup.cancel(false));
    lookup.whenComplete(
        (sockets, failure) -> {
          if (failure == null) {
            connectOnLoop(dial, sockets);
          } else {
            dial.refuse(String.valueOf(failure.getMessage()));
          }
        });
  }

  /** Tries one after the other. */
  private void connectOnLoop(Dial dial, List<InetSocketAddress> sockets) {
    boolean open =
        loop.run(
            () -> {
              dial.others.addAll(sockets);
              connect(dial, dial.others.remove());
            });
    if (!open) {
      dial.refuse(CLOSED);
    }
  }

  private void connect(Dial dial, InetSocketAddress socket) {
    if (dial.result.isDone()) {
      return; // it took too long to find out where
    }
    Optional<PeerId> peer = dial.address.peer();
    if (peer.isPresent() && connections.to(peer.get()).isPresent()) {
      dial.result.complete(peer.get());
      return;
    }
    Optional<String> objection = peer.flatMap(switchboard::objection);
    if (ended) {
      dial.refuse(CLOSED);
    } else if (objection.isPresent()) {
      dial.refuse(objection.get());
    } else if (connecting.containsKey(dial.target)) {
      follow(connecting.get(dial.target), dial, socket);
    } else if (!connections.mayDial()) {
      dial.refuse("too many dials are under way, or there are too many connections");
    } else {
      connecting.put(dial.target, dial);
      transport.dial(socket, dial);
    }
  }

  /**
   * One connection is enough: of several that are made at the same time, each side might close
   * those that the other keeps.
   */
  private void follow(Dial first, Dial dial, InetSocketAddress socket) {
    first.result.whenComplete(
        (reached, failure) -> {
          if (failure == null) {
            dial.result.complete(reached);
          } else if (first.address.equals(dial.address)) {
            dial.result.completeExceptionally(failure);
          } else {
            connectOnLoop(dial, List.of(socket));
          }
        });
  }

  private Upgrade.Role role(Optional<PeerId> expected) {
    return new Upgrade.Role(true, identity, expected, connections.limits().upgradeTime(), random);
  }
}
