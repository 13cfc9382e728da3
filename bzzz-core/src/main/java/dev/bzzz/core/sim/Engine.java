package dev.bzzz.core.sim;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.Ranking;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The machine of one process: made, stepped, and ticked under virtual time. A machine that fails,
 * answers null or asks for ticks without end violates L1; the run tells where in its code it was.
 */
final class Engine {
  private static final String DEADLINE = "deadline()";

  private static final long WINDOW = 60 * Micros.SECOND;

  /** So many ticks in a minute are no machine's at work; it may have a few more for each task. */
  static final int MOST_TICKS = 20_000;

  private static final int MOST_TICKS_OF_TASK = 10;

  /** Later than any run ends: some machines say Instant.MAX for no tick. */
  private static final Instant NEVER = Micros.instant(100L * 365 * 24 * 3600 * Micros.SECOND);

  private final Process process;
  private final SimAgent agent;
  private final Simulation simulation;
  private final SimRandom chance;
  private final int mostTicks;
  private @Nullable Machine<ClaimInput, ClaimEffect> machine;
  private long tickAt = Long.MAX_VALUE;
  private Optional<Instant> wanted = Optional.empty();
  private long windowFrom;
  private int ticks;

  Engine(Process process, SimAgent agent, Simulation simulation, SimRandom chance) {
    this.process = process;
    this.agent = agent;
    this.simulation = simulation;
    this.chance = chance;
    this.mostTicks = MOST_TICKS + MOST_TICKS_OF_TASK * simulation.scenario().tasks();
  }

  /** Makes the machine. */
  void start() {
    machine = call("machine(context)", () -> agent.machine(chance), "").orElse(null);
  }

  /** What the machine wants done; empty when it has ended. */
  Optional<List<ClaimEffect>> on(ClaimInput input) {
    // As call() does it, but without a detour: this and deadline() are most of what a run does.
    List<ClaimEffect> effects;
    simulation.pulse().enter(this, input);
    try {
      effects = machine().on(input, now());
    } catch (RuntimeException | Error e) {
      failed(input, e);
      return Optional.empty();
    } finally {
      simulation.pulse().leave();
    }
    return returned(input, effects, "; no effects are List.of()") && whole(input, effects)
        ? Optional.of(effects)
        : Optional.empty();
  }

  private boolean whole(ClaimInput input, List<ClaimEffect> effects) {
    for (ClaimEffect effect : effects) {
      if (effect == null) {
        wrong(text(input) + " returned a list with null in it");
        return false;
      }
    }
    return true;
  }

  /** Whom the machine lets go first at a task, if it can tell. */
  Optional<Ranking.Order> order(TaskId task) {
    return machine instanceof Ranking ranking
        ? call("order(task)", () -> ranking.order(task), "; Optional.empty() says that it cannot")
            .flatMap(Function.identity())
        : Optional.empty();
  }

  /** Sees to it that the machine gets the tick that it wants. */
  void schedule() {
    wanted = process.alive() ? deadline() : Optional.empty();
    if (wanted.isEmpty() || !wanted.get().isBefore(NEVER)) {
      return;
    }
    long now = simulation.world().now();
    long due = wanted.get().isAfter(now()) ? process.clock().when(wanted.get()) : now;
    if (due < tickAt) {
      tickAt = due;
      simulation.world().at(due, () -> tick(due));
    }
  }

  private void tick(long due) {
    if (!process.alive() || due != tickAt) {
      return;
    }
    tickAt = Long.MAX_VALUE;
    if (agent.paused()) {
      return; // it ticks when it goes on
    }
    Instant now = now();
    Optional<Instant> deadline = wanted; // nothing has happened to the machine since it was asked
    if (deadline.isEmpty() || deadline.get().isAfter(now)) {
      schedule();
      return;
    }
    if (tooMany()) {
      wrong(
          "it asks for ticks without end: "
              + ticks
              + " within a minute of its own, the next at "
              + deadline.get()
              + " when it is "
              + now
              + "; a tick must move deadline() to when there is something to do");
      return;
    }
    process.step(new ClaimInput.Tick());
    if (process.alive() && wanted.equals(deadline)) {
      // A machine that does not move its deadline must not stop time.
      tickAt = simulation.world().now() + 1000;
      long again = tickAt;
      simulation.world().at(again, () -> tick(again));
    }
  }

  private boolean tooMany() {
    long now = simulation.world().now();
    if (now - windowFrom >= WINDOW) {
      windowFrom = now;
      ticks = 0;
    }
    return ++ticks > mostTicks;
  }

  private Optional<Instant> deadline() {
    Optional<Instant> deadline;
    simulation.pulse().enter(this, DEADLINE);
    try {
      deadline = machine().deadline();
    } catch (RuntimeException | Error e) {
      failed(DEADLINE, e);
      return Optional.empty();
    } finally {
      simulation.pulse().leave();
    }
    return returned(DEADLINE, deadline, "; Optional.empty() says that it wants no tick")
        ? deadline
        : Optional.empty();
  }

  private Machine<ClaimInput, ClaimEffect> machine() {
    if (machine == null) {
      throw new AssertionError("the machine of " + agent.name() + " was not made");
    }
    return machine;
  }

  private Instant now() {
    return process.time();
  }

  /**
   * Calls the machine, or its maker.
   *
   * @param what an input, or a method's name
   * @param insteadOfNull what people are told who return null
   * @return empty when it broke down
   */
  private <T> Optional<T> call(Object what, Supplier<@Nullable T> called, String insteadOfNull) {
    T answer;
    simulation.pulse().enter(this, what);
    try {
      answer = called.get();
    } catch (RuntimeException | Error e) {
      failed(what, e);
      return Optional.empty();
    } finally {
      simulation.pulse().leave();
    }
    returned(what, answer, insteadOfNull);
    return Optional.ofNullable(answer);
  }

  private boolean returned(Object what, @Nullable Object answer, String insteadOfNull) {
    if (answer == null) {
      wrong(text(what) + " returned null" + insteadOfNull);
    }
    return answer != null;
  }

  private void failed(Object what, Throwable error) {
    String how = text(what) + " threw " + Blame.of(error);
    if (error instanceof VirtualMachineError && !(error instanceof StackOverflowError)) {
      // Perhaps not this machine's fault, and no other run can be trusted either.
      throw new PermanentException("cannot end " + this + ", broke down: " + how, error);
    }
    wrong(how);
  }

  /** A call as people write it. */
  static String text(Object what) {
    return what instanceof ClaimInput input
        ? "on(" + input.getClass().getSimpleName() + ")"
        : what.toString();
  }

  private void wrong(String what) {
    process.end();
    simulation
        .verdict()
        .require(false, Invariant.L1, () -> "the machine of " + name() + ", broke down: " + what);
  }

  private String name() {
    return agent.name() + ", protocol " + agent.equipment().protocol().name();
  }

  @Override
  public String toString() {
    return "the scenario with seed " + simulation.scenario().seed() + ": the machine of " + name();
  }
}
