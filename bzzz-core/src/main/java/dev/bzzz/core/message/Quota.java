package dev.bzzz.core.message;

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

  private static final long FULL_MILLIS = MILLIS_PER_MESSAGE * BURST;

  private long emptySince;

  Quota(Instant now) {
    emptySince = now.toEpochMilli() - FULL_MILLIS;
  }

  /** Takes one message out of the bucket; false when it is empty. */
  boolean take(Instant now) {
    long millis = now.toEpochMilli();
    long next = Math.max(emptySince, millis - FULL_MILLIS) + MILLIS_PER_MESSAGE;
    if (next > millis) {
      return false;
    }
    emptySince = next;
    return true;
  }
}
