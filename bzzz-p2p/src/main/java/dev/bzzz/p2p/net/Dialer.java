package dev.bzzz.p2p.net;

import dev.bzzz.core.TransientException;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.noise.NoiseIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings links up: dials, lets in, and upgrades both. Confined to the loop, besides dialling. */
final class Dialer {
  private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);

  private final NodeLoop loop;
  private final Transport transport;
  private final Connections connections;
  private final Switchboard switchboard;
  private final NoiseIdentity identity;
  private final Executor resolver;
  private final SecureRandom random = new SecureRandom();

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
      connections.dialEnded();
      Optional<String> objection = switchboard.objection(secured.peer());
      if (objection.isPresent()) {
        link.ifPresent(each -> connections.linkClosed(each.remote()));
        refuse(objection.get());
        return Optional.empty();
      }
      Connection connection = switchboard.take(link.orElseThrow(), secured);
      switchboard.begin(connection, rest, result);
      return Optional.of(connection);
    }

    @Override
    public void failed(String why) {
      connections.dialEnded();
      link.ifPresent(each -> connections.linkClosed(each.remote()));
      refuse(why);
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
    if (!socket.isUnresolved()) {
      connectOnLoop(dial, socket);
      return dial.result;
    }
    try {
      resolver.execute(() -> resolve(dial, socket));
    } catch (RejectedExecutionException e) {
      dial.refuse("too many names are being looked up, or the node is closed");
    }
    return dial.result;
  }

  /** Upgrades a link that was let in. */
  void arrived(NettyLink link) {
    Upgrade upgrade = new Upgrade(link, loop, role(false, Optional.empty()), new Arrival(link));
    link.start(upgrade);
    upgrade.start();
  }

  private void resolve(Dial dial, InetSocketAddress socket) {
    try {
      InetAddress first = InetAddress.getByName(socket.getHostString());
      connectOnLoop(dial, new InetSocketAddress(first, socket.getPort()));
    } catch (UnknownHostException e) {
      dial.refuse("there is no host named " + socket.getHostString());
    }
  }

  private void connectOnLoop(Dial dial, InetSocketAddress socket) {
    if (!loop.run(() -> connect(dial, socket))) {
      dial.refuse("this node is closed");
    }
  }

  private void connect(Dial dial, InetSocketAddress socket) {
    Optional<PeerId> peer = dial.address.peer();
    if (peer.isPresent() && connections.to(peer.get()).isPresent()) {
      dial.result.complete(peer.get());
      return;
    }
    Optional<String> objection = peer.flatMap(switchboard::objection);
    if (objection.isPresent()) {
      dial.refuse(objection.get());
    } else if (!connections.mayDial()) {
      dial.refuse("too many dials are under way, or there are too many connections");
    } else {
      transport.dial(socket, dial);
    }
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
      Optional<String> objection = switchboard.objection(secured.peer());
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
