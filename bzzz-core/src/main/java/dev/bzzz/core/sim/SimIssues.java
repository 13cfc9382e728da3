package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The issues of the simulated host: which are open, and what people did to them, in order. What
 * follows from it for claimed tasks is what {@code ForgeFacts} finds out in production.
 */
final class SimIssues {
  private final List<TaskId> tasks;
  private final LongSupplier clock;
  private final List<Issue> issues = new ArrayList<>();
  private List<TaskId> listed;
  private long events;

  /** One issue; events are counted from 1. */
  private static final class Issue {
    private boolean closed;
    private boolean unlabelled;
    private boolean withdrawn;
    private long unlistedSince;
    private long reopened;
    private String asked = "";
    private long askedAt;
    private long revived;

    boolean listed() {
      return !closed && !unlabelled;
    }
  }

  SimIssues(List<TaskId> tasks, LongSupplier clock) {
    this.tasks = tasks;
    this.clock = clock;
    this.listed = tasks;
    tasks.forEach(task -> issues.add(new Issue()));
  }

  /** Something happens; its number, which is higher than those before. */
  long happens() {
    return ++events;
  }

  /** The tasks that are open and labelled. */
  List<TaskId> listed() {
    return listed;
  }

  boolean listed(TaskId task) {
    return issue(task).listed();
  }

  /** Whether it is closed or not labelled, and was so all the time since then. */
  boolean unlistedSince(TaskId task, long since) {
    return !listed(task) && issue(task).unlistedSince <= since;
  }

  /** Whether it ever was closed or not labelled. */
  boolean everWithdrawn(TaskId task) {
    return issue(task).withdrawn;
  }

  /** Closes an issue; false when it is closed already. */
  boolean close(TaskId task) {
    Issue issue = issue(task);
    boolean open = !issue.closed;
    boolean before = issue.listed();
    issue.closed = true;
    changed(issue, before);
    return open;
  }

  /** Opens an issue again; false when it is open. */
  boolean reopen(TaskId task) {
    Issue issue = issue(task);
    if (!issue.closed) {
      return false;
    }
    issue.closed = false;
    issue.reopened = happens();
    changed(issue, false);
    return true;
  }

  /** Labels an issue as a task, or takes that back; false when it is so already. */
  boolean label(TaskId task, boolean labelled) {
    Issue issue = issue(task);
    boolean changes = issue.unlabelled == labelled;
    boolean before = issue.listed();
    issue.unlabelled = !labelled;
    changed(issue, before);
    return changes;
  }

  private void changed(Issue issue, boolean before) {
    if (before && !issue.listed()) {
      issue.withdrawn = true;
      issue.unlistedSince = clock.getAsLong();
    }
    listed = tasks.stream().filter(this::listed).toList();
  }

  /** A human is called because of a record; false when that has been done. */
  boolean call(SignedRecord escalated) {
    Issue issue = issue(escalated.record().task());
    if (issue.asked.equals(escalated.id())) {
      return false;
    }
    issue.asked = escalated.id();
    issue.askedAt = happens();
    return true;
  }

  /** The human who was called because of this record has looked: the work may go on. */
  boolean revive(SignedRecord escalated) {
    Issue issue = issue(escalated.record().task());
    if (!issue.asked.equals(escalated.id()) || issue.revived > issue.askedAt) {
      return false;
    }
    issue.revived = happens();
    return true;
  }

  /** Whether people really did what a record names as its cause, pull requests apart. */
  boolean happened(TaskId task, String cause) {
    Issue issue = issue(task);
    return names(cause, "reopened:", issue.reopened) || names(cause, "human:", issue.revived);
  }

  /** Also an earlier event of that kind will do: who asked before the last one knows that one. */
  private static boolean names(String cause, String kind, long last) {
    return cause.startsWith(kind + EVENT)
        && Long.parseLong(cause.substring(kind.length() + EVENT.length())) <= last;
  }

  /** Tells the numbers of events from what somebody made up. */
  private static final String EVENT = "event-";

  /**
   * What the forge says about a claimed task.
   *
   * @param pulls all pull requests of the task
   * @param openedAfter the event by which the record's own was opened, 0 when it has none
   */
  TaskFacts facts(SignedRecord signed, List<TaskFacts.Pull> pulls, long openedAfter) {
    boolean listed = listed(signed.record().task());
    return switch (signed.record().state()) {
      case HELD, CHALLENGED -> listed ? TaskFacts.NONE : TaskFacts.CLOSED;
      case PUBLISHED -> new TaskFacts(!listed, pulls, Optional.empty());
      case RELEASED -> TaskFacts.NONE;
      case DONE -> listed ? done(signed, pulls, openedAfter) : TaskFacts.NONE;
      case ESCALATED -> listed ? escalated(signed, pulls) : TaskFacts.NONE;
    };
  }

  private TaskFacts done(SignedRecord signed, List<TaskFacts.Pull> pulls, long openedAfter) {
    ClaimRecord record = signed.record();
    Optional<String> cause =
        pulls.stream()
            .filter(pull -> pull.state() == PullRequest.State.CLOSED)
            .filter(pull -> record.pr().equals(OptionalLong.of(pull.number())))
            .filter(pull -> pull.term() == record.term())
            .map(pull -> "pr-closed:" + pull.number())
            .findFirst()
            .or(() -> after("reopened:", issue(record.task()).reopened, openedAfter));
    return new TaskFacts(false, pulls, cause.map(text -> new TaskFacts.Cause(signed.id(), text)));
  }

  private TaskFacts escalated(SignedRecord signed, List<TaskFacts.Pull> pulls) {
    Issue issue = issue(signed.record().task());
    boolean called = issue.asked.equals(signed.id());
    Optional<String> cause =
        after("human:", issue.revived, issue.askedAt)
            .or(() -> after("reopened:", issue.reopened, issue.askedAt))
            .filter(text -> called);
    return new TaskFacts(
        false,
        pulls,
        cause.map(text -> new TaskFacts.Cause(signed.id(), text)),
        called ? Optional.empty() : Optional.of(signed.id()));
  }

  private static Optional<String> after(String kind, long event, long since) {
    return event > since ? Optional.of(kind + EVENT + event) : Optional.empty();
  }

  private Issue issue(TaskId task) {
    return issues.get((int) task.number() - 1);
  }
}
