package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.testkit.mutants.Mutant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class GraceCheckTest {
  @Test
  void whoDidNotChallengeAndWaitsForOneGraceOnlyIsCaught() {
    Mutant everybodyAfterOneGrace = Mutant.M15;
    Simulator simulator = everybodyAfterOneGrace.simulator();

    var found =
        LongStream.range(0, 20)
            .mapToObj(seed -> simulator.check(everybodyAfterOneGrace.scenario(seed)))
            .flatMap(run -> run.violations().stream())
            .filter(violation -> violation.invariant() == Invariant.E1)
            .findFirst();

    assertThat(found)
        .hasValueSatisfying(
            violation ->
                assertThat(violation.detail())
                    .containsPattern("ended the challenge by .* after [5-9]... ms")
                    .contains("two graces, for it is not the challenger, take 10000 ms"));
  }
}
