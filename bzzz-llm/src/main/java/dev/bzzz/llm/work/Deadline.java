package dev.bzzz.llm.work;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The end of the time a piece of work may take, by a clock that only goes forward. */
final class Deadline {
  /** Handed out when nothing is left, because no wait may have a limit of zero. */
  private static final Duration LEAST = Duration.ofMillis(1);

  private final LongSupplier nanos;
  private final long start;
  private final Duration limit;

  Deadline(LongSupplier nanos, Duration limit) {
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.limit = limit;
  }

  boolean passed() {
    return left().isZero();
  }

  /** The smaller of a wish and what is left; never zero. */
  Duration within(Duration wish) {
    Duration left = left();
    Duration smaller = wish.compareTo(left) < 0 ? wish : left;
    return smaller.compareTo(LEAST) < 0 ? LEAST : smaller;
  }

  private Duration left() {
    Duration left = limit.minusNanos(nanos.getAsLong() - start);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
