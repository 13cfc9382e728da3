package dev.bzzz.core.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something to become true, for a bounded time. */
public final class Conditions {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Conditions() {}

  /**
   * Returns when the condition holds.
   *
   * @throws AssertionError if it does not within a minute
   */
  public static void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new AssertionError("the condition did not hold within " + LIMIT);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
