package dev.bzzz.core.sim;

import java.time.Duration;

/**
 * How long a machine may take for one call, of which most take microseconds.
 *
 * @param computing when it computes: of its thread's time
 * @param waiting when it waits: of the time for which somebody looked on
 * @param every how often to look
 */
record Patience(Duration computing, Duration waiting, Duration every) {
  static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofMillis(500));
}
