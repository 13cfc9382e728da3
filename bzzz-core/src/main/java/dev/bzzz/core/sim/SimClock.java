package dev.bzzz.core.sim;

import java.time.Instant;

/**
 * The clock of one process, like that of {@link dev.bzzz.core.machine.Driver#steadyClock()}: it
 * starts with what the wall shows and then counts time, which may pass too fast or too slowly.
 */
final class SimClock {
  private static final long MILLION = 1_000_000;

  private final long born;
  private final long wallAtBirth;
  private final int driftPpm;

  /**
   * A clock.
   *
   * @param born true time, in microseconds
   * @param wallAtBirth what the wall shows then
   */
  SimClock(long born, long wallAtBirth, int driftPpm) {
    this.born = born;
    this.wallAtBirth = wallAtBirth;
    this.driftPpm = driftPpm;
  }

  /** What it shows at a true time. */
  Instant at(long trueMicros) {
    long passed = trueMicros - born;
    return Micros.instant(
        wallAtBirth + passed + passed / MILLION * driftPpm + passed % MILLION * driftPpm / MILLION);
  }

  /** The first true time at which it shows this or later. */
  long when(Instant shown) {
    long passed = Micros.of(shown) - wallAtBirth;
    long guess = born + (driftPpm == 0 ? passed : trueMicros(passed));
    while (at(guess).isBefore(shown)) {
      guess++;
    }
    return guess;
  }

  /** How much true time passes while so much passes on this clock, rounded down. */
  private long trueMicros(long localMicros) {
    return (long) StrictMath.floor(localMicros / (1 + driftPpm / (double) MILLION)) - 1;
  }
}
