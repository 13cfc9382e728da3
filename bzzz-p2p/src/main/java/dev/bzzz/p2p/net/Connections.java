package dev.bzzz.p2p.net;

import dev.bzzz.p2p.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * All connections of a node, by peer, and their limits. Confined to the loop, besides {@link
 * #peers} and {@link #all}.
 */
final class Connections {
  private final ConnectionLimits limits;
  private final Map<PeerId, List<Connection>> byPeer = new ConcurrentSkipListMap<>();
  private final Map<InetAddress, Integer> byAddress = new HashMap<>();
  private int links;
  private int inboundUpgrades;
  private int dials;

  Connections(ConnectionLimits limits) {
    this.limits = limits;
  }

  ConnectionLimits limits() {
    return limits;
  }

  /** Whether one more may come in from there; if so it counts until {@link #linkClosed}. */
  boolean admit(InetSocketAddress remote) {
    InetAddress address = remote.getAddress();
    if (links >= limits.total()
        || inboundUpgrades >= limits.inboundUpgrades()
        || !address.isLoopbackAddress()
            && byAddress.getOrDefault(address, 0) >= limits.perAddress()) {
      return false;
    }
    inboundUpgrades++;
    count(remote);
    return true;
  }

  /** The upgrade of one that came in has ended, well or not. */
  void inboundUpgraded() {
    inboundUpgrades--;
  }

  /** Whether one more dial may begin; if so it counts until {@link #dialEnded}. */
  boolean mayDial() {
    if (dials >= limits.pendingDials() || links >= limits.total()) {
      return false;
    }
    dials++;
    return true;
  }

  /** A dial has ended, well or not. */
  void dialEnded() {
    dials--;
  }

  /** A dialled link is up; counts until {@link #linkClosed}. */
  void count(InetSocketAddress remote) {
    links++;
    byAddress.merge(remote.getAddress(), 1, Integer::sum);
  }

  /** A link that was counted is closed. */
  void linkClosed(InetSocketAddress remote) {
    links--;
    byAddress.computeIfPresent(remote.getAddress(), (at, count) -> count > 1 ? count - 1 : null);
  }

  /** Whether one more connection with this peer may be. */
  boolean mayAdd(PeerId peer) {
    return of(peer).size() < limits.perPeer();
  }

  /** Adds a connection; true when it is the first with its peer. */
  boolean add(Connection connection) {
    List<Connection> before = of(connection.peer());
    List<Connection> after = new ArrayList<>(before);
    after.add(connection);
    byPeer.put(connection.peer(), List.copyOf(after));
    return before.isEmpty();
  }

  /** Removes a connection; true when it was the last with its peer. */
  boolean remove(Connection connection) {
    List<Connection> after = new ArrayList<>(of(connection.peer()));
    if (!after.remove(connection)) {
      return false;
    }
    if (after.isEmpty()) {
      byPeer.remove(connection.peer());
    } else {
      byPeer.put(connection.peer(), List.copyOf(after));
    }
    return after.isEmpty();
  }

  /** The oldest connection with a peer. */
  Optional<Connection> to(PeerId peer) {
    List<Connection> with = of(peer);
    return with.isEmpty() ? Optional.empty() : Optional.of(with.get(0));
  }

  /** All connections with a peer, the oldest first. */
  List<Connection> of(PeerId peer) {
    return byPeer.getOrDefault(peer, List.of());
  }

  /** Peers that are connected now. Safe for use by many threads. */
  Set<PeerId> peers() {
    return Set.copyOf(byPeer.keySet());
  }

  /** All connections. Safe for use by many threads. */
  List<Connection> all() {
    List<Connection> all = new ArrayList<>();
    byPeer.values().forEach(all::addAll);
    return all;
  }

  /**
   * The connections to close so that there are few enough: the peers with the worst scores first,
   * and of equals those who came last.
   */
  List<Connection> surplus(ToDoubleFunction<PeerId> score, Predicate<PeerId> kept) {
    List<Connection> all = all();
    int surplus = all.size() - limits.trimAbove();
    if (surplus <= 0) {
      return List.of();
    }
    return all.stream()
        .filter(each -> !kept.test(each.peer()))
        .sorted(
            Comparator.<Connection>comparingDouble(each -> score.applyAsDouble(each.peer()))
                .thenComparing(Connection::since, Comparator.reverseOrder()))
        .limit(surplus)
        .toList();
  }
}
