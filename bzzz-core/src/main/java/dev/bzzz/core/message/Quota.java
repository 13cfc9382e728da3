package dev.bzzz.core.message;

import java.time.Duration;
import java.time.Instant;

/**
 * One sender's share: a bucket of {@value #BURST} messages that fills up by {@value #PER_SECOND} a
 * second.
 */
final class Quota {
  /** So many messages may come at once. */
  static final int BURST = 512;

  static final int PER_SECOND = 32;

  private static final long MILLIS_PER_MESSAGE = 1000 / PER_SECOND;

  private static final Duration FULL = Duration.ofMillis(MILLIS_PER_MESSAGE * BURST);

  private Instant emptySince;

  Quota(Instant now) {
    emptySince = now.minus(FULL);
  }

  /** Takes one message out of the bucket; false when it is empty. */
  boolean take(Instant now) {
    Instant earliest = now.minus(FULL);
    if (emptySince.isBefore(earliest)) {
      emptySince = earliest;
    }
    Instant next = emptySince.plusMillis(MILLIS_PER_MESSAGE);
    if (next.isAfter(now)) {
      return false;
    }
    emptySince = next;
    return true;
  }
}
