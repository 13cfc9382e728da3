package dev.bzzz.p2p.net;

import java.time.Duration;
import java.time.Instant;

/**
 * How often a peer may do something: so many times at once, and so many more for each second that
 * passes. Confined to one thread.
 */
final class Allowance {
  private final long atOnce;
  private final long nanosEach;
  private Instant at;

  /** What is left, in nanoseconds of waiting. */
  private long left;

  Allowance(int atOnce, int perSecond, Instant now) {
    this.nanosEach = Duration.ofSeconds(1).toNanos() / perSecond;
    this.atOnce = atOnce * nanosEach;
    this.left = this.atOnce;
    this.at = now;
  }

  /** Whether it may be done once more now; if so, that is counted. */
  boolean take(Instant now) {
    Duration since = Duration.between(at, now);
    at = now;
    left = since.getSeconds() > atOnce ? atOnce : Math.min(atOnce, left + since.toNanos());
    if (left < nanosEach) {
      return false;
    }
    left -= nanosEach;
    return true;
  }
}
