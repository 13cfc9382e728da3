package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.testkit.mutants.Hunt;
import dev.bzzz.core.testkit.mutants.Mutant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Few scenarios of each: `./bzzz sim mutants` runs as many as one likes. */
class MutantTest {
  private static final long SEED = 7;
  private static final int SCENARIOS = 20;

  @ParameterizedTest
  @EnumSource
  void eachIsCaughtByTheInvariantItNamesAndWhatItWasMadeFromIsClean(Mutant mutant) {
    Hunt hunt = Hunt.of(mutant, SEED, SCENARIOS);

    assertThat(hunt.violation()).as(mutant.text()).isPresent();
    for (long seed = SEED; seed < SEED + hunt.scenarios(); seed++) {
      Run run = mutant.sound().check(mutant.scenario(seed));
      assertThat(run.violations()).as("the sound one with seed %d", seed).isEmpty();
    }
  }
}
