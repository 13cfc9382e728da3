package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.testkit.mutants.Mutant;
import org.junit.jupiter.api.Test;

final class HuntTest {
  /** In this scenario of M9's one record violates E1, and S9 at the same moment. */
  private static final long SEED = 28;

  @Test
  void theSmallScenarioShowsTheInvariantThatTheMutationNamesThoughAnotherComesFirst() {
    Hunt hunt = Hunt.of(expecting(Invariant.S9), SEED, 1);
    assertThat(hunt.witness().orElseThrow().violations().get(0).invariant())
        .isEqualTo(Invariant.E1);

    Run byTheFirst = Shrinker.shrink(Mutant.M9.simulator(), hunt.witness().get(), 20);
    Run shrunk = hunt.shrunk(20).orElseThrow();

    assertThat(byTheFirst.violates(Invariant.S9)).isFalse();
    assertThat(shrunk.violates(Invariant.S9)).isTrue();
    assertThat(hunt.violation().orElseThrow().invariant()).isEqualTo(Invariant.S9);
  }

  @Test
  void aScenarioInWhichOnlyOthersAreViolatedIsPassedOver() {
    Hunt hunt = Hunt.of(expecting(Invariant.S7), SEED, 1);

    assertThat(hunt.survived()).isTrue();
    assertThat(hunt.violation()).isEmpty();
    assertThat(hunt.shrunk(100)).isEmpty();
  }

  private static Mutation expecting(Invariant invariant) {
    Mutant broken = Mutant.M9;
    return new Mutation() {
      @Override
      public String name() {
        return broken.name();
      }

      @Override
      public String text() {
        return broken.text();
      }

      @Override
      public Invariant expected() {
        return invariant;
      }

      @Override
      public Scenario scenario(long seed) {
        return broken.scenario(seed);
      }

      @Override
      public Simulator simulator() {
        return broken.simulator();
      }
    };
  }
}
