package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** People who close issues, merge pull requests and answer when they are called. */
final class People {
  /** So long after a pull request was opened, or they were called, they look at it. */
  private static final Duration THOUGHT = Duration.ofSeconds(3);

  private final Simulation simulation;

  /** What people have in mind to do as soon as they can. */
  private final Map<TaskId, List<ForgeEvent>> waiting = new TreeMap<>();

  People(Simulation simulation) {
    this.simulation = simulation;
  }

  void plan(ForgeEvent event) {
    simulation.world().at(Micros.of(event.at()), () -> act(event));
  }

  /** Something has happened to a task on which somebody may have waited. */
  void notice(TaskId task) {
    List<ForgeEvent> ready = waiting.remove(task);
    if (ready != null) {
      simulation.world().after(Micros.of(THOUGHT), () -> ready.forEach(this::act));
    }
  }

  private void act(ForgeEvent event) {
    TaskId task = simulation.host().tasks().get(event.task() - 1);
    SimIssues issues = simulation.host().issues();
    boolean done =
        switch (event.kind()) {
          case CLOSE -> issues.close(task);
          case REOPEN -> issues.reopen(task);
          case UNLABEL -> issues.label(task, false);
          case LABEL -> issues.label(task, true);
          case MERGE -> merge(task);
          case TURN_DOWN -> end(task, PullRequest.State.CLOSED);
          case REVIVE -> revive(task);
        };
    if (done) {
      simulation.story().tell("fault", () -> "people " + words(event.kind(), event.task()));
      simulation.host().forge().changed(task);
    } else if (event.kind().compareTo(ForgeEvent.Kind.MERGE) >= 0) {
      waiting.computeIfAbsent(task, id -> new ArrayList<>()).add(event);
    }
  }

  private boolean merge(TaskId task) {
    boolean merged = end(task, PullRequest.State.MERGED);
    if (merged) {
      simulation.host().issues().close(task);
    }
    return merged;
  }

  private boolean end(TaskId task, PullRequest.State how) {
    List<SimPull> open = simulation.host().openPulls(task);
    return !open.isEmpty() && simulation.host().endPull(open.get(open.size() - 1).number(), how);
  }

  private boolean revive(TaskId task) {
    Optional<SignedRecord> escalated =
        simulation
            .host()
            .tip(task)
            .record()
            .filter(newest -> newest.record().state() == ClaimState.ESCALATED);
    return escalated.filter(simulation.host().issues()::revive).isPresent();
  }

  private static String words(ForgeEvent.Kind kind, int task) {
    return switch (kind) {
      case CLOSE -> "close issue #" + task;
      case REOPEN -> "open issue #" + task + " again";
      case UNLABEL -> "take the label off issue #" + task;
      case LABEL -> "put the label on issue #" + task + " again";
      case MERGE -> "merge the pull request of #" + task + ", which closes the issue";
      case TURN_DOWN -> "turn down the pull request of #" + task;
      case REVIVE -> "have looked at #" + task + " and want it done again";
    };
  }
}
