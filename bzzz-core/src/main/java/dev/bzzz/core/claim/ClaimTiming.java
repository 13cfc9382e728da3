package dev.bzzz.core.claim;

import java.time.Duration;

/**
 * The patience of a claim machine; a repository's policy names it, because mixed settings would
 * burn terms.
 *
 * @param grace how long a challenged holder may stay silent
 * @param suspectAfter how long a record may stand still before its holder is doubted
 * @param maxHold how long a record may stand still at all, whatever else is known
 * @param maxWork how long one agent may work on a task
 */
public record ClaimTiming(
    Duration grace, Duration suspectAfter, Duration maxHold, Duration maxWork) {
  /** For hosts on the internet. */
  public static final ClaimTiming DEFAULT =
      new ClaimTiming(
          Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofHours(3), Duration.ofHours(2));

  /** For a folder on this machine or a host next door. */
  public static final ClaimTiming LOCAL =
      new ClaimTiming(
          Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofHours(3), Duration.ofHours(2));

  /** Checks that all are positive and that suspicion comes before the longest hold. */
  public ClaimTiming {
    for (Duration each : new Duration[] {grace, suspectAfter, maxHold, maxWork}) {
      if (each.isNegative() || each.isZero() || each.compareTo(Duration.ofDays(30)) > 0) {
        throw new IllegalArgumentException("a claim's durations are above 0 and at most 30 days");
      }
    }
    if (suspectAfter.compareTo(maxHold) > 0) {
      throw new IllegalArgumentException("suspectAfter is longer than maxHold");
    }
  }
}
