package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.OptimisticProtocol;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.testkit.mutants.Mutant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  @Test
  void theGraceIsOverInTrueTimeByTheFastestClockThereIs() {
    Run run = Simulator.of(new OptimisticProtocol()).run(fastClocks());

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().toString()).containsSubsequence("CHALLENGED t1", "HELD t2", "DONE t2");
  }

  @Test
  void aClockThatIsFasterThanAnyMayBeIsCaught() {
    Run run = Simulator.of(new Hasty()).check(fastClocks());

    assertThat(run.violations())
        .anySatisfy(
            violation -> {
              assertThat(violation.invariant()).isEqualTo(Invariant.E1);
              assertThat(violation.detail()).contains("a grace takes 5000 ms");
            });
  }

  /** Whoever holds a task dies of it, and all the others count too fast. */
  private static Scenario fastClocks() {
    List<Fault> faults = new ArrayList<>();
    for (int agent = 0; agent < 4; agent++) {
      faults.add(
          new ClockSkew(
              agent, Duration.ZERO, ClockSkew.MAX_DRIFT_PPM, Duration.ZERO, Duration.ZERO));
    }
    for (int agent = 0; agent < 3; agent++) {
      faults.add(new Crash(agent, Duration.ofSeconds(1), 0, Optional.empty(), Crash.Disk.KEPT));
    }
    return Scenario.of("optimistic", 4, 4, 1).withFaults(faults);
  }

  /** Takes 10 s for 11. */
  private static final class Hasty implements ClaimProtocol {
    @Override
    public String name() {
      return "optimistic";
    }

    @Override
    public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
      Machine<ClaimInput, ClaimEffect> sound = new OptimisticProtocol().machine(context);
      return new Machine<>() {
        private Instant start = Instant.MIN;

        @Override
        public List<ClaimEffect> on(ClaimInput input, Instant now) {
          start = start.equals(Instant.MIN) ? now : start;
          Duration passed = Duration.between(start, now);
          return sound.on(input, start.plus(passed.multipliedBy(11).dividedBy(10)));
        }

        @Override
        public Optional<Instant> deadline() {
          return sound
              .deadline()
              .map(
                  at ->
                      start.plus(
                          Duration.between(start, at)
                              .multipliedBy(10)
                              .dividedBy(11)
                              .plusNanos(1_000)));
        }
      };
    }
  }
}
