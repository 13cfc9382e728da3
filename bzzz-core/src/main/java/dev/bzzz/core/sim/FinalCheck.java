package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What must hold at the end of a run, when everything had its time to settle. */
final class FinalCheck {
  private static final int MAX_ATTEMPTS_PER_GRANT = 3;
  private static final int MIN_GRANTS = 10;
  private static final int MAX_PUSHES = 2;

  /** The protocol that makes no attempt to avoid herds, and says so. */
  private static final String EAGER = "optimistic";

  private final Simulation simulation;

  FinalCheck(Simulation simulation) {
    this.simulation = simulation;
  }

  void check() {
    if (simulation.agents().stream().anyMatch(agent -> agent.working().isPresent())) {
      simulation.host().tasks().forEach(this::ended);
    }
    fewAttempts();
    if (quiet()) {
      simulation.host().tasks().forEach(this::fewPushes);
      simulation.agents().stream()
          .flatMap(agent -> agent.process().stream())
          .forEach(this::gathered);
    }
    Map<TaskId, Long> open = new TreeMap<>();
    simulation.host().openPulls().forEach(pull -> open.merge(pull.task(), 1L, Long::sum));
    open.forEach(
        (task, count) ->
            simulation
                .verdict()
                .require(
                    // Terms may begin again after a vandal: then nobody can tell which is newer.
                    // Of a closed issue no agent asks any more; people have seen what is open.
                    (count == 1 && !simulation.host().forge().strays(task))
                        || simulation.check().task(task).forced()
                        || !simulation.host().issues().listed(task),
                    Invariant.S6,
                    () ->
                        "#"
                            + task.number()
                            + " has "
                            + count
                            + " open pull requests, one of them too many"));
  }

  /** A herd shows only when there is much to try for. */
  private void fewAttempts() {
    Scenario scenario = simulation.scenario();
    boolean applies =
        scenario.faults().stream().noneMatch(Fault.Host.class::isInstance)
            && scenario.fleets().stream().noneMatch(fleet -> fleet.protocol().equals(EAGER));
    Tally tally = simulation.tally();
    simulation
        .verdict()
        .require(
            !applies
                || tally.grants() < MIN_GRANTS
                || tally.attempts() <= MAX_ATTEMPTS_PER_GRANT * tally.grants(),
            Invariant.E2,
            () -> tally.attempts() + " attempts brought only " + tally.grants() + " grants");
  }

  /** Whether nothing goes wrong, and nobody has to show by a checkpoint that it lives. */
  private boolean quiet() {
    Scenario scenario = simulation.scenario();
    Duration checkpoint = scenario.timing().suspectAfter().dividedBy(2);
    return scenario.faults().isEmpty()
        && scenario.pace().failingPercent() == 0
        && (scenario.agents() > 1 || scenario.pace().maxWork().compareTo(checkpoint) < 0);
  }

  /** A task that one agent alone has moved: taken and published. */
  private void fewPushes(TaskId task) {
    List<Integer> pushes =
        simulation.agents().stream()
            .flatMap(agent -> agent.process().stream())
            .map(process -> process.check().pushes(task))
            .filter(count -> count > 0)
            .toList();
    simulation
        .verdict()
        .require(
            pushes.size() != 1 || pushes.get(0) <= MAX_PUSHES,
            Invariant.L4,
            () -> "#" + task.number() + " took its holder " + pushes.get(0) + " pushes");
  }

  /** What waits for company is pushed alone when it has waited long enough, and not before. */
  private void gathered(Process process) {
    Duration least = simulation.scenario().timing().gathering();
    simulation
        .verdict()
        .require(
            process.check().betweenEnds().compareTo(least) >= 0,
            Invariant.L4,
            () ->
                process.name()
                    + " pushes DONE alone twice within "
                    + process.check().betweenEnds().toMillis()
                    + " ms");
  }

  private void ended(TaskId task) {
    if (simulation.check().task(task).settled()) {
      return;
    }
    Tip tip = simulation.host().tip(task);
    boolean published = tip.state().filter(ClaimState.PUBLISHED::equals).isPresent();
    simulation
        .verdict()
        .require(
            false,
            published ? Invariant.L5 : Invariant.L1,
            () ->
                "#"
                    + task.number()
                    + " has not ended: "
                    + tip.damage()
                        .or(() -> tip.record().map(Story::text))
                        .orElse("nobody took it"));
  }
}
