package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.task.TaskId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What is true of the tasks of a simulated host, by its issues, pull requests and claims. */
final class ForgeTruth {
  private final SimHost host;
  private final SimPulls pulls;
  private final HostCheck check;
  private SortedMap<TaskId, TaskFacts> facts = Collections.emptySortedMap();
  private Consumer<TaskId> listener = task -> {};

  ForgeTruth(SimHost host, SimPulls pulls, HostCheck check) {
    this.host = host;
    this.pulls = pulls;
    this.check = check;
  }

  /** What the forge says about claimed tasks, where that is anything out of the ordinary. */
  SortedMap<TaskId, TaskFacts> facts() {
    return facts;
  }

  /** Who is told when something happens on the forge. */
  void listener(Consumer<TaskId> told) {
    listener = told;
  }

  /** Something has happened on the forge. */
  void changed(TaskId task) {
    learn(task);
    check.changed(host, task);
    listener.accept(task);
  }

  /** A claim has moved, or the forge has something else to say about it. */
  void learn(TaskId task) {
    Optional<TaskFacts> said =
        host.tip(task).record().map(this::facts).filter(each -> !each.equals(TaskFacts.NONE));
    if (!said.equals(Optional.ofNullable(facts.get(task)))) {
      SortedMap<TaskId, TaskFacts> all = new TreeMap<>(facts); // some still read what was said
      all.remove(task);
      said.ifPresent(each -> all.put(task, each));
      facts = Collections.unmodifiableSortedMap(all);
    }
  }

  private TaskFacts facts(SignedRecord newest) {
    ClaimRecord record = newest.record();
    boolean finished = !record.state().live() && record.state() != ClaimState.RELEASED;
    List<TaskFacts.Pull> known = finished ? pulls.facts(record.task()) : List.of();
    long own = record.pr().isPresent() ? pulls.openedAt(record.pr().getAsLong()) : 0;
    TaskFacts all = host.issues().facts(newest, known, own);
    boolean ordinary =
        !all.closed() && all.cause().isEmpty() && all.untold().isEmpty() && known.size() < 2;
    return ordinary ? TaskFacts.NONE : all;
  }

  /** Whether people want a finished task done again. */
  boolean revived(TaskId task) {
    return said(task).revives(host.tip(task));
  }

  /** Whether nothing is left to be done about a task. */
  boolean settled(TaskId task) {
    Tip tip = host.tip(task);
    if (tip.damage().isPresent()) {
      return false;
    }
    Optional<ClaimState> state = tip.state();
    boolean ended =
        state.filter(s -> s == ClaimState.DONE || s == ClaimState.ESCALATED).isPresent();
    return host.issues().listed(task)
        ? ended && !said(task).revives(tip) && said(task).untold().isEmpty()
        : ended || state.isEmpty() || state.get() == ClaimState.RELEASED;
  }

  /** Whether a task is done, and has another open pull request than the recorded one. */
  boolean strays(TaskId task) {
    return pulls.strays(task, recorded(task));
  }

  /** The pull request that stands for a task's finished work. */
  OptionalLong recorded(TaskId task) {
    return host.tip(task)
        .record()
        .map(SignedRecord::record)
        .filter(record -> record.state() == ClaimState.DONE)
        .map(ClaimRecord::pr)
        .orElseGet(OptionalLong::empty);
  }

  /** Whether people really did what a record names as the cause to do a finished task again. */
  boolean happened(TaskId task, String cause) {
    return host.issues().happened(task, cause)
        || pulls.facts(task).stream()
            .filter(pull -> pull.state() == PullRequest.State.CLOSED)
            .anyMatch(pull -> cause.equals("pr-closed:" + pull.number()));
  }

  private TaskFacts said(TaskId task) {
    return facts.getOrDefault(task, TaskFacts.NONE);
  }
}
