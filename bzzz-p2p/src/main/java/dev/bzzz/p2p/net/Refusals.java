package dev.bzzz.p2p.net;

import dev.bzzz.core.Bounded;
import dev.bzzz.p2p.Multiaddr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people of peers that are not taken until somebody mends something: in the log, and to
 * listeners. Of one address and kind only once, as long as it is remembered, since peers try again
 * and again; and not of many at once. Confined to the loop.
 */
final class Refusals {
  /** Most addresses, with kinds, that are remembered. */
  static final int MAX_REMEMBERED = 256;

  /** How many may be told of at once, and then each second. */
  static final int MAX_AT_ONCE = 16;

  static final int MAX_PER_SECOND = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final Events events;
  private final Supplier<Instant> clock;
  private final Map<Reason, Boolean> told = Bounded.lru(MAX_REMEMBERED);
  private final Allowance allowance;

  Refusals(Events events, Supplier<Instant> clock) {
    this.events = events;
    this.clock = clock;
    this.allowance = new Allowance(MAX_AT_ONCE, MAX_PER_SECOND, clock.get());
  }

  /** What has to be mended. */
  enum Kind {
    KEY,
    LIST,
    NETWORK
  }

  /** Neither the port nor the name of who dials: it may have others each time. */
  private record Reason(InetAddress address, Kind kind) {}

  /**
   * A peer is not taken.
   *
   * @param why with what to do
   */
  void tell(InetSocketAddress remote, Kind kind, String why) {
    Reason reason = new Reason(remote.getAddress(), kind);
    if (told.containsKey(reason) || !allowance.take(clock.get())) {
      return;
    }
    told.put(reason, true);
    Multiaddr address = Multiaddr.ofTcp(remote);
    LOG.warn("the peer at {} is not taken: {}", address, why);
    events.tell(listener -> listener.refused(address, why));
  }
}
