package dev.bzzz.llm.work;

import java.time.Duration;

/**
 * What a model may use up on one task.
 *
 * @param turns replies
 * @param chat time for one reply
 * @param test time for one run of the repository's tests
 * @param run time for one command of the model's own
 */
record Limits(int turns, Duration chat, Duration test, Duration run) {
  /** Tool calls in one reply; further ones are dropped. */
  static final int CALLS_PER_TURN = 16;

  /** Failed tool calls in a row. */
  static final int FAILED_CALLS = 8;

  /** The same call with the same answer in a row. */
  static final int SAME_CALLS = 4;

  /** Replies without a tool call in a row that are answered with a reminder. */
  static final int REMINDERS = 2;

  /** Times the tests may be red after {@code finish} before the work is given up. */
  static final int RED_ROUNDS = 3;

  static final Limits DEFAULT =
      new Limits(40, Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofMinutes(2));

  Limits {
    if (turns < 1 || turns > 1000) {
      throw new IllegalArgumentException("a model gets 1 to 1000 turns");
    }
    for (Duration time : java.util.List.of(chat, test, run)) {
      if (time.isNegative() || time.isZero()) {
        throw new IllegalArgumentException("a time limit is above 0");
      }
    }
  }
}
