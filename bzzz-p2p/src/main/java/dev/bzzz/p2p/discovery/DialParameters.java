package dev.bzzz.p2p.discovery;

import java.time.Duration;

/**
 * How eagerly peers are dialled.
 *
 * @param maxPending how many dials may be under way; what mDNS found takes at most half of them
 * @param enoughPeers with so many peers connected, found ones are no longer dialled; those that
 *     somebody wrote down always are
 * @param firstRetry the pause after the first failure and after a lost connection; each next one is
 *     twice as long, and of each between a half and all is waited
 * @param longestRetry no pause is longer
 * @param giveUpAfter a found peer that was not connected and not heard of for so long is forgotten
 */
public record DialParameters(
    int maxPending,
    int enoughPeers,
    Duration firstRetry,
    Duration longestRetry,
    Duration giveUpAfter) {
  /** What fits a fleet of some dozens of agents. */
  public static final DialParameters DEFAULT =
      new DialParameters(
          16, 64, Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofMinutes(15));

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if a number is too small or the pauses are in the wrong order
   */
  public DialParameters {
    require(maxPending >= 2, "at least 2 dials must be allowed, not " + maxPending);
    require(enoughPeers >= 1, "at least 1 peer must be allowed, not " + enoughPeers);
    require(
        firstRetry.compareTo(Duration.ofMillis(1)) >= 0,
        "the first pause must be 1 ms or longer, not " + firstRetry);
    require(
        longestRetry.compareTo(firstRetry) >= 0,
        "the longest pause " + longestRetry + " is shorter than the first, " + firstRetry);
    require(
        giveUpAfter.compareTo(longestRetry) >= 0,
        "giving up after " + giveUpAfter + " comes before the longest pause, " + longestRetry);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("cannot use these dial parameters: " + otherwise);
    }
  }
}
