package dev.bzzz.core.sim;

import java.time.Duration;
import java.time.Instant;

/** Virtual time inside the simulator: microseconds since its start. */
final class Micros {
  static final long SECOND = 1_000_000;

  /** What the wall shows when a simulation starts. */
  static final long START_SECONDS = 1_767_225_600; // 2026-01-01T00:00:00Z

  private Micros() {}

  static long of(Duration duration) {
    return Math.addExact(
        Math.multiplyExact(duration.getSeconds(), SECOND), duration.getNano() / 1_000);
  }

  static Duration duration(long micros) {
    return Duration.ofSeconds(
        Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1_000L);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        START_SECONDS + Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1_000L);
  }

  /** Rounded up, so that nobody wakes too early. */
  static long of(Instant instant) {
    return (instant.getEpochSecond() - START_SECONDS) * SECOND + (instant.getNano() + 999) / 1_000;
  }
}
