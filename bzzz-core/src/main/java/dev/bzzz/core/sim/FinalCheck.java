package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import java.util.Map;
import java.util.TreeMap;

/** What must hold at the end of a run, when everything had its time to settle. */
final class FinalCheck {
  private final Simulation simulation;

  FinalCheck(Simulation simulation) {
    this.simulation = simulation;
  }

  void check() {
    if (simulation.agents().stream().anyMatch(agent -> agent.process().isPresent())) {
      simulation.host().tasks().forEach(this::ended);
    }
    Map<TaskId, Long> open = new TreeMap<>();
    simulation.host().openPulls().forEach(pull -> open.merge(pull.task(), 1L, Long::sum));
    open.forEach(
        (task, count) ->
            simulation
                .verdict()
                .require(
                    count == 1,
                    Invariant.S6,
                    () -> "#" + task.number() + " has " + count + " open pull requests"));
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
