package dev.bzzz.p2p.net;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.noise.NoiseIdentity;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Upgrades the connections that come in. Confined to the loop. */
final class Arrivals {
  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

  private final NodeLoop loop;
  private final Connections connections;
  private final Switchboard switchboard;
  private final NoiseIdentity identity;
  private final Refusals refusals;
  private final SecureRandom random = new SecureRandom();

  Arrivals(
      NodeLoop loop,
      Connections connections,
      Switchboard switchboard,
      NoiseIdentity identity,
      Refusals refusals) {
    this.loop = loop;
    this.connections = connections;
    this.switchboard = switchboard;
    this.identity = identity;
    this.refusals = refusals;
  }

  /** Upgrades a link that was let in. */
  void arrived(NettyLink link) {
    Upgrade.Role role =
        new Upgrade.Role(
            false, identity, Optional.empty(), connections.limits().upgradeTime(), random);
    Upgrade upgrade = new Upgrade(link, loop, role, new Arrival(link));
    link.start(upgrade);
    upgrade.start();
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
      PeerId peer = secured.peer();
      Optional<String> objection = switchboard.objection(secured);
      if (objection.isPresent()) {
        LOG.debug("peer={} remote={} refused: {}", peer, link.remote(), objection.get());
        switchboard
            .objection(peer)
            .ifPresent(why -> refusals.tell(link.remote(), Refusals.Kind.LIST, peer + ": " + why));
        connections.linkClosed(link.remote());
        return Optional.empty();
      }
      Connection connection = switchboard.take(link, secured);
      switchboard.begin(connection, rest, new CompletableFuture<>());
      return Optional.of(connection);
    }

    @Override
    public void refused(String why) {
      refusals.tell(link.remote(), Refusals.Kind.KEY, why);
      failed(why);
    }

    @Override
    public void failed(String why) {
      LOG.debug("remote={} gave up: {}", link.remote(), why);
      connections.inboundUpgraded();
      connections.linkClosed(link.remote());
    }
  }
}
