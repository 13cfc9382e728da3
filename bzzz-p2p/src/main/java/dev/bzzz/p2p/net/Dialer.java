package dev.bzzz.p2p.net;

import dev.bzzz.core.TransientException;
import dev.bzzz.p2p.AddressProtocol;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.noise.NoiseIdentity;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings links up: dials, lets in, and upgrades both. Confined to the loop, besides dialling. */
final class Dialer {
  /** How long it may take to look up the name of a host. */
  static final Duration LOOKUP_TIME = Duration.ofSeconds(10);

  private static final String CLOSED = "this node is closed";
  private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);

  private final NodeLoop loop;
  private final Transport transport;
  private final Connections connections;
  private final Switchboard switchboard;
  private final NoiseIdentity identity;
  private final Executor resolver;
  private final SecureRandom random = new SecureRandom();

  /** Dials whose end nobody knows yet; of any thread. */
  private final Set<Dial> underWay = ConcurrentHashMap.newKeySet();

  /** The dial that connects with a peer; confined to the loop. */
  private final Map<PeerId, Dial> connecting = new HashMap<>();

  private volatile boolean ended;

  Dialer(
      NodeLoop loop,
      Transport transport,
      Connections connections,
      Switchboard switchboard,
      NoiseIdentity identity,
      Executor resolver) {
    this.loop = loop;
    this.transport = transport;
    this.connections = connections;
    this.switchboard = switchboard;
    this.identity = identity;
    this.resolver = resolver;
  }

  /** One dial until it has ended. */
  private final class Dial implements Transport.Dialled, Upgrade.Outcome {
    private final Multiaddr address;
    private final CompletableFuture<PeerId> result = new CompletableFuture<>();
    private Optional<NettyLink> link = Optional.empty();
    private boolean lookedUp;

    Dial(Multiaddr address) {
      this.address = address;
    }

    @Override
    public void connected(NettyLink connected) {
      link = Optional.of(connected);
      connections.count(connected.remote());
      Upgrade upgrade = new Upgrade(connected, loop, role(true, address.peer()), this);
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
      refuse(why);
    }

    private void dialEnded() {
      connections.dialEnded();
      address.peer().ifPresent(peer -> connecting.remove(peer, this));
    }

    void refuse(String why) {
      result.completeExceptionally(
          new TransientException(
              "cannot connect to " + address + ": " + why + "; check the address, or try later",
              Duration.ZERO));
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
      resolveElsewhere(dial, socket);
    } else {
      connectOnLoop(dial, socket);
    }
    return dial.result;
  }

  /** Closes every link, of whatever state, and ends every dial: no more of them succeed. */
  void end() {
    ended = true;
    underWay.forEach(each -> each.refuse(CLOSED));
    transport.closeLinks();
  }

  /** Upgrades a link that was let in. */
  void arrived(NettyLink link) {
    Upgrade upgrade = new Upgrade(link, loop, role(false, Optional.empty()), new Arrival(link));
    link.start(upgrade);
    upgrade.start();
  }

  private void resolveElsewhere(Dial dial, InetSocketAddress socket) {
    NodeLoop.Timer timer =
        loop.after(
            LOOKUP_TIME,
            () -> {
              if (!dial.lookedUp) {
                dial.refuse("its name was not found within " + LOOKUP_TIME.toSeconds() + " s");
              }
            });
    dial.result.whenComplete((peer, failure) -> timer.cancel());
    try {
      resolver.execute(() -> resolve(dial, socket));
    } catch (RejectedExecutionException e) {
      dial.refuse("too many names are being looked up, or the node is closed");
    }
  }

  private void resolve(Dial dial, InetSocketAddress socket) {
    String host = socket.getHostString();
    AddressProtocol kind = dial.address.host().orElseThrow().protocol();
    try {
      Stream.of(InetAddress.getAllByName(host))
          .filter(each -> kind != AddressProtocol.DNS4 || each instanceof Inet4Address)
          .filter(each -> kind != AddressProtocol.DNS6 || each instanceof Inet6Address)
          .findFirst()
          .ifPresentOrElse(
              first -> connectOnLoop(dial, new InetSocketAddress(first, socket.getPort())),
              () -> dial.refuse("the host " + host + " has no address for /" + kind.text()));
    } catch (UnknownHostException e) {
      dial.refuse("there is no host named " + host);
    }
  }

  private void connectOnLoop(Dial dial, InetSocketAddress socket) {
    if (!loop.run(() -> connect(dial, socket))) {
      dial.refuse(CLOSED);
    }
  }

  private void connect(Dial dial, InetSocketAddress socket) {
    dial.lookedUp = true;
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
    } else if (peer.isPresent() && connecting.containsKey(peer.get())) {
      follow(connecting.get(peer.get()), dial, socket);
    } else if (!connections.mayDial()) {
      dial.refuse("too many dials are under way, or there are too many connections");
    } else {
      peer.ifPresent(each -> connecting.put(each, dial));
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
            connectOnLoop(dial, socket);
          }
        });
  }

  private Upgrade.Role role(boolean dialer, Optional<PeerId> expected) {
    return new Upgrade.Role(dialer, identity, expected, connections.limits().upgradeTime(), random);
  }

  /** One connection that came in, until it has shown who it is. */
  private final class Arrival implements Upgrade.Outcome {
    private final NettyLink link;

    Arrival(NettyLink link) {
      this.link = link;
    }

    @Override
    public Optional<Link.Listener> secured(Secured secured, byte[] rest) {
      connections.inboundUpgraded();
      Optional<String> objection = switchboard.objection(secured);
      if (objection.isPresent()) {
        LOG.debug("peer={} remote={} refused: {}", secured.peer(), link.remote(), objection.get());
        connections.linkClosed(link.remote());
        return Optional.empty();
      }
      Connection connection = switchboard.take(link, secured);
      switchboard.begin(connection, rest, new CompletableFuture<>());
      return Optional.of(connection);
    }

    @Override
    public void failed(String why) {
      LOG.debug("remote={} gave up: {}", link.remote(), why);
      connections.inboundUpgraded();
      connections.linkClosed(link.remote());
    }
  }
}
