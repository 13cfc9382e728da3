package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.sim.Run;
import dev.bzzz.core.sim.Simulator;
import dev.bzzz.core.sim.Violation;
import java.util.Optional;

/**
 * How the simulator fared with one mutant. Only the invariant that the mutant names counts: a
 * scenario in which another one is violated first is passed over.
 *
 * @param mutant what was tried
 * @param scenarios how many it took, or, for a survivor, how many were tried
 * @param witness the run in which it was caught, without its trace; empty for a survivor
 */
public record Hunt(Mutant mutant, long scenarios, Optional<Run> witness) {
  /**
   * Runs scenarios until the mutant is caught.
   *
   * @param firstSeed seed of the first scenario; each next one has the next
   * @param most how many to try
   */
  public static Hunt of(Mutant mutant, long firstSeed, long most) {
    Simulator simulator = mutant.simulator();
    for (long i = 0; i < most; i++) {
      Run run = simulator.check(mutant.scenario(firstSeed + i));
      if (catches(mutant, run)) {
        return new Hunt(mutant, i + 1, Optional.of(run));
      }
    }
    return new Hunt(mutant, most, Optional.empty());
  }

  /** Whether the simulator missed it. */
  public boolean survived() {
    return witness.isEmpty();
  }

  /** What was violated; empty for a survivor. */
  public Optional<Violation> violation() {
    return witness.flatMap(
        run ->
            run.violations().stream()
                .filter(each -> each.invariant() == mutant.expected())
                .findFirst());
  }

  private static boolean catches(Mutant mutant, Run run) {
    return run.violations().stream().anyMatch(each -> each.invariant() == mutant.expected());
  }
}
