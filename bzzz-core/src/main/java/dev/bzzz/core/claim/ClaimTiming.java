package dev.bzzz.core.claim;

import dev.bzzz.core.Spans;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * The patience of a claim machine; a repository's policy names it, because mixed settings would
 * burn terms.
 *
 * @param grace how long a challenged holder may stay silent, in true time
 * @param suspectAfter how long a record may stand still before its holder is doubted
 * @param maxHold how long a record may stand still at all, whatever else is known
 * @param maxWork how long one agent may work on a task
 */
public record ClaimTiming(
    Duration grace, Duration suspectAfter, Duration maxHold, Duration maxWork) {
  /**
   * A clock that counts time may run too fast by so much, in percent. What keeps time in a computer
   * is wrong by a hundredth of that, and by a twentieth of a percent while it is being set.
   */
  public static final int MAX_DRIFT_PERCENT = 5;

  /** The longest that each of them may be. */
  static final Duration LONGEST = Duration.ofDays(30);

  /** For hosts on the internet. */
  public static final ClaimTiming DEFAULT =
      new ClaimTiming(
          Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofHours(3), Duration.ofHours(2));

  /** For a folder on this machine or a host next door. */
  public static final ClaimTiming LOCAL =
      new ClaimTiming(
          Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofHours(3), Duration.ofHours(2));

  /** The longest that the end of finished work waits for another move to go with. */
  static final Duration LONGEST_GATHERING = Duration.ofSeconds(10);

  /**
   * How long by an agent's own clock a challenged holder is silent before its grace is over for
   * sure: the grace and what that clock may count too much.
   */
  public Duration silence() {
    return grace.plus(Spans.part(Spans.times(grace, MAX_DRIFT_PERCENT), 100));
  }

  /**
   * How long the end of finished work waits for another move of the same repository, where both go
   * in one call: half the grace, after which others would see to it, and at most 10 s.
   */
  public Duration gathering() {
    Duration half = Spans.part(grace, 2);
    return half.compareTo(LONGEST_GATHERING) < 0 ? half : LONGEST_GATHERING;
  }

  /**
   * Checks that all are positive and that suspicion comes before the longest hold.
   *
   * @throws IllegalArgumentException if not; the message begins with the component and a colon
   */
  public ClaimTiming {
    require("grace", grace);
    require("suspectAfter", suspectAfter);
    require("maxHold", maxHold);
    require("maxWork", maxWork);
    if (suspectAfter.compareTo(maxHold) > 0) {
      throw new IllegalArgumentException(
          "suspectAfter: at most maxHold, which is "
              + text(maxHold)
              + ", not "
              + text(suspectAfter));
    }
  }

  private static void require(String name, Duration each) {
    if (each.isNegative() || each.isZero() || each.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + ": above 0 and at most " + LONGEST.toDays() + " days, not " + text(each));
    }
  }

  /** In seconds, exactly, however long it is. */
  private static String text(Duration each) {
    return BigDecimal.valueOf(each.getSeconds())
            .add(BigDecimal.valueOf(each.getNano(), 9))
            .stripTrailingZeros()
            .toPlainString()
        + " s";
  }
}
