package dev.bzzz.p2p.net;

import dev.bzzz.p2p.PeerId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * All connections of a node, by peer, and their limits. Confined to the loop, besides {@link
 * #peers} and {@link #all}.
 */
final class Connections {
  /** How often connections may come in from one address at once, and then each second. */
  static final int MAX_ARRIVALS = 64;

  static final int MAX_ARRIVALS_PER_SECOND = 8;

  /** Of how many addresses is remembered how often they came; those that came last are. */
  static final int MAX_REMEMBERED = 1024;

  private static final int NETWORK_BYTES = 8;

  private final ConnectionLimits limits;
  private final Supplier<Instant> clock;
  private final Map<PeerId, List<Connection>> byPeer = new ConcurrentSkipListMap<>();
  private final Map<InetAddress, Integer> byAddress = new HashMap<>();
  private final Map<InetAddress, Allowance> arrivals = new LinkedHashMap<>();
  private int links;
  private int inboundUpgrades;
  private int dials;

  Connections(ConnectionLimits limits, Supplier<Instant> clock) {
    this.limits = limits;
    this.clock = clock;
  }

  ConnectionLimits limits() {
    return limits;
  }

  /** Whether one more may come in from there; if so it counts until {@link #linkClosed}. */
  boolean admit(InetSocketAddress remote) {
    InetAddress address = network(remote);
    if (links >= limits.total()
        || inboundUpgrades >= limits.inboundUpgrades()
        || !address.isLoopbackAddress()
            && (byAddress.getOrDefault(address, 0) >= limits.perAddress() || !mayArrive(address))) {
      return false;
    }
    inboundUpgrades++;
    count(remote);
    return true;
  }

  /** A handshake costs this node more than the one who asks for it. */
  private boolean mayArrive(InetAddress address) {
    Instant now = clock.get();
    Allowance allowance = arrivals.remove(address);
    if (allowance == null) {
      allowance = new Allowance(MAX_ARRIVALS, MAX_ARRIVALS_PER_SECOND, now);
    }
    arrivals.put(address, allowance);
    if (arrivals.size() > MAX_REMEMBERED) {
      arrivals.remove(arrivals.keySet().iterator().next());
    }
    return allowance.take(now);
  }

  /** Whoever has one address of IPv6 has all of its network, of 64 bits. */
  private static InetAddress network(InetSocketAddress remote) {
    InetAddress address = remote.getAddress();
    if (!(address instanceof Inet6Address) || address.isLoopbackAddress()) {
      return address;
    }
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("these are 16 bytes", e);
    }
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
    byAddress.merge(network(remote), 1, Integer::sum);
  }

  /** A link that was counted is closed. */
  void linkClosed(InetSocketAddress remote) {
    links--;
    byAddress.computeIfPresent(network(remote), (at, count) -> count > 1 ? count - 1 : null);
  }

  /** Whether one more connection with this peer may be. */
  boolean mayAdd(PeerId peer) {
    return of(peer).size() < limits.perPeer();
  }

  /** Whether there are more connections with this peer than may be. */
  boolean tooMany(PeerId peer) {
    return of(peer).size() > limits.perPeer();
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
