package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A peer worth connecting to, with the addresses it may be at. One whose id nobody has said has one
 * address only, and goes by that.
 */
final class Candidate {
  /** How many addresses are remembered of one peer. */
  static final int MAX_ADDRESSES = 8;

  private static final Comparator<Route> BEST_FIRST =
      Comparator.comparing((Route route) -> !route.worked).thenComparing(route -> route.source);
  private static final Comparator<Route> LEAST_WORTH =
      BEST_FIRST.thenComparing(route -> route.heard, Comparator.reverseOrder());

  private final String key;
  private final Map<Multiaddr, Route> routes = new LinkedHashMap<>();
  private @Nullable PeerId peer;
  private Source source = Source.MDNS;
  private Instant due = Instant.MAX;
  private Instant heard;
  private int failures;
  private @Nullable Route dialling;
  private Instant dialEnd = Instant.MAX;

  /** One of the addresses. */
  private static final class Route {
    private final Multiaddr address;
    private Source source;
    private Instant heard;
    private boolean worked;
    private boolean tried;

    Route(Multiaddr address, Source source, Instant heard) {
      this.address = address;
      this.source = source;
      this.heard = heard;
    }
  }

  Candidate(String key, @Nullable PeerId peer, Instant now) {
    this.key = key;
    this.peer = peer;
    this.heard = now;
  }

  /** Its id, or its address while nobody has said who is there. */
  String key() {
    return key;
  }

  /** Who it is: as it was said to be, or as the last dial has shown. */
  Optional<PeerId> peer() {
    return Optional.ofNullable(peer);
  }

  boolean isAt(Multiaddr address) {
    return routes.containsKey(address);
  }

  /** When it wants to be dialled; means nothing while it is connected or being dialled. */
  Instant due() {
    return due;
  }

  /** When it was last heard of or connected. */
  Instant heard() {
    return heard;
  }

  /** How many rounds over all of its addresses have failed since it was last connected. */
  int failures() {
    return failures;
  }

  boolean isDialling() {
    return dialling != null;
  }

  /** When the dial has failed; means nothing while it is not being dialled. */
  Instant dialEnd() {
    return dialEnd;
  }

  boolean isStatic() {
    return source == Source.STATIC;
  }

  /** The best source that speaks of it. */
  Source source() {
    return source;
  }

  /**
   * Takes in that it is said to be at an address. When there are too many, one that never worked,
   * from no better source, makes room.
   *
   * @return whether the address is new
   */
  boolean hear(Multiaddr address, Source from, Instant now) {
    Route known = routes.get(address);
    if (known != null) {
      known.heard = now;
      known.source = from.isBetterThan(known.source) ? from : known.source;
      source = from.isBetterThan(source) ? from : source;
      heard = now;
      return false;
    }
    Route fresh = new Route(address, from, now);
    if (routes.size() >= MAX_ADDRESSES) {
      Route worst = routes.values().stream().max(LEAST_WORTH).orElseThrow();
      if (worst == dialling || LEAST_WORTH.compare(fresh, worst) > 0) {
        return false;
      }
      routes.remove(worst.address);
    }
    routes.put(address, fresh);
    source = from.isBetterThan(source) ? from : source;
    heard = now;
    return true;
  }

  /**
   * Begins a dial and says where to: the best address that this round has not tried yet.
   *
   * @param end when it has failed if nothing has come of it
   */
  Multiaddr dial(Instant end) {
    Route next =
        routes.values().stream()
            .filter(route -> !route.tried)
            .min(BEST_FIRST)
            .orElseThrow(() -> new AssertionError("no address of " + key + " is left to try"));
    next.tried = true;
    dialling = next;
    dialEnd = end;
    return next.address;
  }

  /** Takes in that the dial reached this peer; it is not dialled again before that time. */
  void succeeded(PeerId reached, Instant next) {
    if (dialling != null) {
      dialling.worked = true;
    }
    peer = reached;
    due = next;
    endRound();
  }

  /**
   * Takes in that the dial failed.
   *
   * @return whether the round is over, because no address is left to try
   */
  boolean failed(Instant now) {
    if (dialling != null) {
      dialling.worked = false;
      dialling = null;
    }
    due = now;
    if (routes.values().stream().anyMatch(route -> !route.tried)) {
      return false;
    }
    failures++;
    endRound();
    return true;
  }

  /** Takes in that its connection was lost, which counts as a failure when it was a short one. */
  void lost(boolean shortLived, Instant now) {
    failures = shortLived ? failures + 1 : 0;
    heard = now;
  }

  void waitUntil(Instant time) {
    due = time;
  }

  /** Has it dialled at that time, unless it is to be dialled before. */
  void waitNoLongerThan(Instant time) {
    due = time.isBefore(due) ? time : due;
  }

  private void endRound() {
    dialling = null;
    routes.values().forEach(route -> route.tried = false);
  }
}
