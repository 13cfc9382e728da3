package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.testkit.mutants.Mutant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Few scenarios of each: `./bzzz sim mutants` runs as many as one likes. */
class MutantTest {
  private static final long SEED = 10;
  private static final int SCENARIOS = 20;

  /** Scenarios in which a sound protocol was seen to hold: several mutants share theirs. */
  private static final Set<Scenario> CLEAN = ConcurrentHashMap.newKeySet();

  @ParameterizedTest
  @EnumSource
  void eachIsCaughtByTheInvariantItNamesAndWhatItWasMadeFromIsClean(Mutant mutant) {
    Hunt hunt = Hunt.of(mutant, SEED, SCENARIOS);

    assertThat(hunt.violation()).as(mutant.text()).isPresent();
    for (long seed = SEED; seed < SEED + hunt.scenarios(); seed++) {
      Scenario scenario = mutant.scenario(seed);
      if (CLEAN.add(scenario)) {
        Run run = mutant.sound().check(scenario);
        assertThat(run.violations()).as("the sound one with seed %d", seed).isEmpty();
      }
    }
  }
}
