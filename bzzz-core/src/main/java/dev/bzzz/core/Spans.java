package dev.bzzz.core;

import java.time.Duration;

/**
 * Multiples and parts of durations. {@link Duration} itself takes them by decimal arithmetic, which
 * would be a twentieth of what an agent does when it hears a message.
 */
public final class Spans {
  private Spans() {}

  /**
   * So many times a duration.
   *
   * @throws ArithmeticException beyond 292 years
   */
  public static Duration times(Duration duration, long factor) {
    return Duration.ofNanos(Math.multiplyExact(duration.toNanos(), factor));
  }

  /**
   * A duration divided, towards zero.
   *
   * @throws ArithmeticException beyond 292 years, or when divided by 0
   */
  public static Duration part(Duration duration, long divisor) {
    return Duration.ofNanos(duration.toNanos() / divisor);
  }
}
