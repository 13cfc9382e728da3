package dev.bzzz.core.sim;

import java.util.Optional;

/**
 * How the simulator fared with one mutation. Only the invariant that the mutant names counts: a
 * scenario in which nothing but others are violated is passed over.
 *
 * @param mutation what was tried
 * @param scenarios how many it took, or, for a survivor, how many were tried
 * @param witness the run in which it was caught, without its trace; empty for a survivor
 */
public record Hunt(Mutation mutation, long scenarios, Optional<Run> witness) {
  /**
   * Runs scenarios until the mutation is caught.
   *
   * @param firstSeed seed of the first scenario; each next one has the next
   * @param most how many to try
   */
  public static Hunt of(Mutation mutation, long firstSeed, long most) {
    Simulator simulator = mutation.simulator();
    Pulse unwatched = new Pulse();
    for (long i = 0; i < most; i++) {
      Run run = simulator.check(mutation.scenario(firstSeed + i), unwatched);
      if (run.violates(mutation.expected())) {
        return new Hunt(mutation, i + 1, Optional.of(run));
      }
    }
    return new Hunt(mutation, most, Optional.empty());
  }

  /**
   * The witness made smaller, or as it is if nothing may be tried; empty for a survivor. The small
   * one violates the invariant that the mutant names, too.
   *
   * @param most how many scenarios to try at most
   */
  public Optional<Run> shrunk(int most) {
    return most == 0
        ? witness
        : violation()
            .map(
                found -> Shrinker.shrink(mutation.simulator(), witness.orElseThrow(), found, most));
  }

  /** Whether the simulator missed it. */
  public boolean survived() {
    return witness.isEmpty();
  }

  /** What was violated; empty for a survivor. */
  public Optional<Violation> violation() {
    return witness.flatMap(run -> run.firstViolation(mutation.expected()));
  }
}
