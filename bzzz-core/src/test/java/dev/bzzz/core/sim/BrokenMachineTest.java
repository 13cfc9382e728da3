package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimMachine;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What people read who wrote a machine that is not quite right. */
@SuppressWarnings("NullAway")
final class BrokenMachineTest {
  @Test
  void anExceptionIsToldWithProtocolAndPlace() {
    String detail =
        detail(
            context ->
                machine(
                    (input, now) -> {
                      throw new IllegalStateException("boom", new ArithmeticException("by 0"));
                    }));

    assertThat(detail)
        .startsWith(
            "the machine of agent-0, protocol broken, broke down: on(Observed) threw"
                + " java.lang.IllegalStateException: boom, because of"
                + " java.lang.ArithmeticException: by 0, at dev.bzzz.core.sim.BrokenMachineTest.")
        .contains("(BrokenMachineTest.java:");
    assertThat(
            detail(
                context -> {
                  throw new UnsupportedOperationException();
                }))
        .contains("broke down: machine(context) threw java.lang.UnsupportedOperationException, at");
    assertThat(detail(context -> machine((input, now) -> deep(1))))
        .contains("on(Observed) threw java.lang.StackOverflowError, at")
        .contains("BrokenMachineTest.deep (BrokenMachineTest.java:");
  }

  @Test
  void nullIsCalledSo() {
    assertThat(detail(context -> null)).endsWith("machine(context) returned null");
    assertThat(detail(context -> machine((input, now) -> null)))
        .endsWith("on(Observed) returned null; no effects are List.of()");
    assertThat(detail(context -> machine((input, now) -> Arrays.asList((ClaimEffect) null))))
        .endsWith("on(Observed) returned a list with null in it");
    assertThat(detail(context -> ticking(last -> null)))
        .endsWith("deadline() returned null; Optional.empty() says that it wants no tick");
    assertThat(detail(context -> new ClaimMachine(context, "broken", (task, term, now) -> null)))
        .contains("the Turn of dev.bzzz.core.sim.BrokenMachineTest returned null");
    assertThatThrownBy(() -> Simulator.of(new Broken(null, context -> null)))
        .hasMessage(
            "name() of dev.bzzz.core.sim.BrokenMachineTest$Broken returned none; records need one");
  }

  @Test
  void ticksWithoutEndAreEnded() {
    for (UnaryOperator<Instant> next :
        List.<UnaryOperator<Instant>>of(
            last -> last, last -> last.plusNanos(1), last -> last.plusMillis(1))) {
      assertThat(detail(context -> ticking(last -> Optional.of(next.apply(last)))))
          .contains("it asks for ticks without end: " + (Engine.MOST_TICKS + 10 + 1))
          .endsWith("; a tick must move deadline() to when there is something to do");
    }
  }

  @Test
  void aDeadlineThatNeverComesIsNone() {
    Run run =
        Simulator.of(new Broken("broken", context -> ticking(last -> Optional.of(Instant.MAX))))
            .check(Scenario.of("broken", 1, 1, 1));

    assertThat(run.violations()).extracting(Violation::invariant).containsExactly(Invariant.L3);
    assertThat(detail(context -> ticking(last -> Optional.of(Instant.MIN))))
        .contains("it asks for ticks without end: ");
  }

  @Test
  void aMachineForWhichTimeStandsStillIsEnded() {
    Pace atOnce =
        new Pace(
            Duration.ofSeconds(2),
            Duration.ZERO,
            Duration.ZERO,
            0,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(60));
    Simulator simulator = Simulator.of(new Broken("broken", context -> asking()));

    Run run = simulator.check(Scenario.of("broken", 1, 1, 1).withPace(atOnce));

    assertThat(run.violations()).hasSize(1);
    assertThat(run.violations().get(0).toString())
        .contains("L1")
        .contains("time stands still: 111001 things have happened at this very moment");
  }

  @Test
  void aMachineThatDoesNotComeBackIsToldWithScenarioInputAndPlace() {
    AtomicBoolean goOn = new AtomicBoolean();
    Simulator loops =
        Simulator.of(new Broken("broken", context -> machine((i, now) -> loop(goOn))));
    Simulator waits =
        Simulator.of(new Broken("broken", context -> machine((i, now) -> wait(goOn))));
    Patience little = patience(Duration.ofMinutes(2));
    Patience none =
        new Patience(Duration.ofMinutes(2), Duration.ofSeconds(1), Duration.ofMillis(5));
    Scenario scenario = Scenario.of("broken", 1, 1, 17);

    try {
      assertThatThrownBy(() -> loops.with(little).check(scenario))
          .isInstanceOf(PermanentException.class)
          .hasMessageStartingWith(
              "cannot end the scenario with seed 17: the machine of agent-0, protocol broken, has not"
                  + " returned from on(Observed) after 1 s of computing, at"
                  + " dev.bzzz.core.sim.BrokenMachineTest.loop (BrokenMachineTest.java:")
          .hasMessageContaining("look for a loop");
      assertThatThrownBy(() -> waits.with(none).run(scenario))
          .hasMessageContaining("s of waiting, at dev.bzzz.core.sim.BrokenMachineTest.wait (");
      assertThatThrownBy(
              () ->
                  new Campaign(loops.with(little), i -> scenario, 9)
                      .run(2, Duration.ofHours(1), progress -> {}))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("seed 17: the machine of agent-0, protocol broken, has not");
    } finally {
      goOn.set(true);
    }
  }

  @Test
  void whatTheJvmThrowsEndsTheCampaign() {
    OutOfMemoryError full = new OutOfMemoryError("too many cats");
    Simulator simulator =
        Simulator.of(
            new Broken(
                "broken",
                context ->
                    machine(
                        (input, now) -> {
                          throw full;
                        })));

    assertThatThrownBy(
            () ->
                new Campaign(simulator, i -> Scenario.of("broken", 1, 1, 40 + i), 1000)
                    .run(1, Duration.ofHours(1), progress -> {}))
        .isInstanceOf(PermanentException.class)
        .hasMessageStartingWith(
            "cannot end the scenario with seed 40: the machine of agent-0, protocol broken, broke"
                + " down: on(Observed) threw java.lang.OutOfMemoryError: too many cats, at ")
        .hasCause(full);
  }

  @Test
  void codeOfOnesOwnIsToldInsteadOfOurs() {
    StackTraceElement[] stack = {
      new StackTraceElement("java.util.List", "of", "List.java", 1),
      new StackTraceElement("dev.bzzz.core.claim.Claim", "of", "Claim.java", 2),
      new StackTraceElement("com.acme.Mine", "turn", "Mine.java", 3),
      new StackTraceElement("com.acme.Mine", "on", null, -1),
      new StackTraceElement(Engine.class.getName(), "on", "Engine.java", 5),
      new StackTraceElement("com.acme.Main", "main", "Main.java", 6)
    };

    assertThat(Blame.at(stack))
        .isEqualTo(
            ", at com.acme.Mine.turn (Mine.java:3), called by com.acme.Mine.on (unknown"
                + " source)");
    assertThat(Blame.at(new StackTraceElement[0])).isEmpty();
  }

  private static Patience patience(Duration waiting) {
    return new Patience(Duration.ofMillis(20), waiting, Duration.ofMillis(5));
  }

  private static List<ClaimEffect> loop(AtomicBoolean goOn) {
    while (!goOn.get()) {
      Thread.onSpinWait();
    }
    return List.of();
  }

  private static List<ClaimEffect> wait(AtomicBoolean goOn) {
    while (!goOn.get()) {
      LockSupport.parkNanos(20_000_000);
    }
    return List.of();
  }

  /** Reads a task again as soon as it has been answered. */
  private static Machine<ClaimInput, ClaimEffect> asking() {
    List<TaskId> first = new ArrayList<>();
    return machine(
        (input, now) -> {
          if (input instanceof ClaimInput.Observed observed) {
            first.addAll(observed.candidates());
          }
          return List.of(new ClaimEffect.Read(new CallId(1), first.get(0)));
        });
  }

  private static List<ClaimEffect> deep(int depth) {
    return deep(depth + 1);
  }

  private static String detail(Function<ClaimContext, Machine<ClaimInput, ClaimEffect>> machine) {
    Run run = Simulator.of(new Broken("broken", machine)).check(Scenario.of("broken", 1, 1, 1));
    Violation violation = run.firstViolation().orElseThrow();
    assertThat(violation.invariant()).isEqualTo(Invariant.L1);
    return violation.detail();
  }

  private static Machine<ClaimInput, ClaimEffect> machine(
      BiFunction<ClaimInput, Instant, List<ClaimEffect>> on) {
    return new Machine<>() {
      @Override
      public List<ClaimEffect> on(ClaimInput input, Instant now) {
        return on.apply(input, now);
      }

      @Override
      public Optional<Instant> deadline() {
        return Optional.empty();
      }
    };
  }

  /** Wants its next tick then, given the last input's time. */
  private static Machine<ClaimInput, ClaimEffect> ticking(
      Function<Instant, Optional<Instant>> next) {
    return new Machine<>() {
      private Instant last = Instant.EPOCH;

      @Override
      public List<ClaimEffect> on(ClaimInput input, Instant now) {
        last = now;
        return List.of();
      }

      @Override
      public Optional<Instant> deadline() {
        return next.apply(last);
      }
    };
  }

  private record Broken(String name, Function<ClaimContext, Machine<ClaimInput, ClaimEffect>> made)
      implements ClaimProtocol {
    @Override
    public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
      return made.apply(context);
    }
  }
}
