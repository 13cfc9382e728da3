package dev.bzzz.core.sim;

import java.time.Duration;

/**
 * An invariant that did not hold.
 *
 * @param invariant which
 * @param at when it was noticed, since the start
 * @param detail what was seen, in one line
 */
public record Violation(Invariant invariant, Duration at, String detail) {
  @Override
  public String toString() {
    return invariant + " at " + Trace.clock(Micros.of(at)) + ": " + detail;
  }
}
