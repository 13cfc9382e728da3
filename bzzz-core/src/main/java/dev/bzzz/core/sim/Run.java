package dev.bzzz.core.sim;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a scenario went.
 *
 * @param scenario what was run
 * @param violations what did not hold, in the order it was noticed; empty when all is well
 * @param statistics its figures
 * @param took how much virtual time passed
 * @param trace what happened; empty when it was not asked for
 */
public record Run(
    Scenario scenario,
    List<Violation> violations,
    Statistics statistics,
    Duration took,
    Trace trace) {
  /** Copies the list. */
  public Run {
    violations = List.copyOf(violations);
  }

  /** Whether every invariant held. */
  public boolean holds() {
    return violations.isEmpty();
  }

  /** The first invariant that did not. */
  public Optional<Violation> firstViolation() {
    return violations.stream().findFirst();
  }

  /** The first violation of an invariant; empty if that one held. */
  public Optional<Violation> firstViolation(Invariant invariant) {
    return violations.stream().filter(each -> each.invariant() == invariant).findFirst();
  }

  boolean violates(Invariant invariant) {
    return firstViolation(invariant).isPresent();
  }
}
