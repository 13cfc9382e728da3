package dev.bzzz.core.task;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.claim.TaskFacts.Cause;
import dev.bzzz.core.claim.TaskFacts.Pull;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.Work;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Asks a forge what matters to claimed tasks: whether finished work was turned down, whether people
 * want a finished task done again, which pull requests are out of date.
 *
 * <p>What happened on the forge is ordered by the forge's own clock, and counts only when it is
 * later than the record in question: than the pull request of a DONE record, than the comment that
 * announced an ESCALATED one. Each task is asked about when its record is first seen, and then in
 * turn, {@value #CHECKS_PER_LOOK} tasks a look. Confined to one thread.
 */
public final class ForgeFacts {
  /** The label by which a human is asked to look; its removal makes the task new again. */
  public static final String HUMAN = "bzzz-human";

  /** How many tasks that were asked about before one look asks about again. */
  public static final int CHECKS_PER_LOOK = 5;

  /** How many tasks one look asks about; the rest has to wait for the next. */
  public static final int MAX_CHECKS = 200;

  /** How many earlier terms of a task are searched for pull requests. */
  public static final int MAX_TERMS_BACK = 10;

  private final RepositoryProvider provider;
  private final SortedMap<TaskId, Known> known = new TreeMap<>();
  private long checks;

  /** What is known of a task at one record; the lowest {@code check} is the oldest. */
  private record Known(String record, TaskFacts facts, long check) {}

  /** Knows nothing yet. */
  public ForgeFacts(RepositoryProvider provider) {
    this.provider = provider;
  }

  /** The hidden mark of the comment that says which record handed a task to a human. */
  public static String marker(SignedRecord record) {
    return "bzzz-" + record.id();
  }

  /** Tasks that were found to be new again when they were last asked about. */
  public Collection<TaskId> revived() {
    return known.entrySet().stream()
        .filter(each -> each.getValue().facts().cause().isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Looks at all claimed tasks. Blocks on the forge.
   *
   * @param snapshot what was found open and closed just now
   * @param views the claims, read before that
   * @param troubles hears of what could not be asked; then what was known before stays
   */
  public SortedMap<TaskId, TaskFacts> look(
      TaskSource.Snapshot snapshot,
      Collection<LedgerView> views,
      Consumer<BzzzException> troubles) {
    TreeSet<TaskId> open = new TreeSet<>();
    snapshot.open().forEach(task -> open.add(task.id()));
    TreeSet<TaskId> closed = new TreeSet<>();
    snapshot.closed().values().forEach(closed::addAll);
    SortedMap<TaskId, SignedRecord> wanted = new TreeMap<>();
    for (LedgerView view : views) {
      for (Tip tip : view.tips()) {
        boolean asked = open.contains(tip.task()) || closed.contains(tip.task());
        tip.record()
            .filter(record -> asked && tip.damage().isEmpty() && matters(record.record(), closed))
            .ifPresent(record -> wanted.put(tip.task(), record));
      }
    }
    refresh(wanted, troubles);
    SortedMap<TaskId, TaskFacts> facts = new TreeMap<>();
    closed.forEach(task -> facts.put(task, TaskFacts.CLOSED));
    wanted
        .keySet()
        .forEach(
            task -> {
              Known what = known.get(task);
              if (what != null) {
                TaskFacts found = what.facts();
                facts.put(
                    task,
                    new TaskFacts(
                        closed.contains(task), found.pulls(), found.cause(), found.untold()));
              }
            });
    return facts;
  }

  /** Whether the forge knows anything about a record that could change what is done about it. */
  private static boolean matters(ClaimRecord record, Collection<TaskId> closed) {
    return switch (record.state()) {
      case DONE, ESCALATED -> true;
      case PUBLISHED -> record.term() > 1 || closed.contains(record.task());
      case HELD, CHALLENGED, RELEASED -> false;
    };
  }

  private void refresh(SortedMap<TaskId, SignedRecord> wanted, Consumer<BzzzException> troubles) {
    known.keySet().retainAll(wanted.keySet());
    List<TaskId> fresh = new ArrayList<>();
    List<TaskId> again = new ArrayList<>();
    wanted.forEach(
        (task, record) -> {
          Known what = known.get(task);
          (what != null && what.record().equals(record.id()) ? again : fresh).add(task);
        });
    again.sort(Comparator.comparingLong(task -> known.get(task).check()));
    List<TaskId> due = new ArrayList<>(fresh);
    due.addAll(again.subList(0, Math.min(CHECKS_PER_LOOK, again.size())));
    for (TaskId task : due.subList(0, Math.min(MAX_CHECKS, due.size()))) {
      SignedRecord record = wanted.get(task);
      try {
        known.put(task, new Known(record.id(), ask(record), checks++));
      } catch (BzzzException e) {
        troubles.accept(e);
      }
    }
  }

  private TaskFacts ask(SignedRecord signed) {
    ClaimRecord record = signed.record();
    List<Pull> pulls = new ArrayList<>();
    Function<Long, Optional<PullRequest>> find =
        term -> provider.findPullRequest(repository(record), branch(record, term));
    for (long term = Math.max(1, record.term() - MAX_TERMS_BACK); term < record.term(); term++) {
      pull(find.apply(term), term).ifPresent(pulls::add);
    }
    if (record.state() == ClaimState.ESCALATED) {
      return escalated(signed, pulls);
    }
    Optional<PullRequest> own = find.apply(record.term());
    pull(own.filter(pull -> ofAgents(pull, record)), record.term()).ifPresent(pulls::add);
    pulls.sort(Comparator.comparingLong(Pull::number));
    return new TaskFacts(
        false, pulls, cause(record, own).map(text -> new Cause(signed.id(), text)));
  }

  /**
   * Whether a pull request is the recorded one, or a second one that an agent opened meanwhile. Of
   * the same branch people may open others, to another base for example: those are theirs.
   */
  private static boolean ofAgents(PullRequest pull, ClaimRecord record) {
    return record.pr().isEmpty()
        || record.pr().getAsLong() == pull.number()
        || pull.body().contains(Claim.MARKER);
  }

  private Optional<String> cause(ClaimRecord record, Optional<PullRequest> own) {
    if (record.state() != ClaimState.DONE) {
      return Optional.empty();
    }
    // A closed one is found only when all of the branch are: a second one was none of people's.
    boolean turnedDown =
        record.pr().isPresent()
            && own.filter(pull -> pull.state() == PullRequest.State.CLOSED).isPresent();
    return turnedDown
        ? Optional.of("pr-closed:" + record.pr().getAsLong())
        : reopened(record.task(), openedAt(record));
  }

  /** What people did since they were asked to look, or that they were not: nobody has answered. */
  private TaskFacts escalated(SignedRecord signed, List<Pull> pulls) {
    TaskId task = signed.record().task();
    Issue issue = provider.issue(task);
    Optional<Instant> asked =
        issue.comments().stream()
            .filter(comment -> comment.carries(marker(signed)))
            .map(Comment::createdAt)
            .findFirst();
    boolean labelled = issue.labels().contains(HUMAN);
    Optional<Cause> cause =
        asked
            .flatMap(
                since ->
                    unlabelled(task, since)
                        .filter(text -> !labelled)
                        .or(() -> reopened(task, since)))
            .map(text -> new Cause(signed.id(), text));
    boolean told = asked.isPresent() && (labelled || cause.isPresent());
    return new TaskFacts(false, pulls, cause, told ? Optional.empty() : Optional.of(signed.id()));
  }

  /**
   * Whether a human was called to the task of an ESCALATED record, and perhaps has answered: then
   * the call must not be repeated, since the label would take the answer back. Blocks on the forge.
   */
  public boolean told(SignedRecord escalated) {
    return escalated(escalated, List.of()).untold().isEmpty();
  }

  /** When the label was last taken away after {@code since}. */
  private Optional<String> unlabelled(TaskId task, Instant since) {
    return events(task, IssueEvent.Kind.UNLABELLED, since)
        .filter(event -> event.label().equals(HUMAN))
        .reduce((first, last) -> last)
        .map(event -> "human:" + event.id());
  }

  /** The last reopening of an issue after {@code since}. */
  private Optional<String> reopened(TaskId task, Instant since) {
    return events(task, IssueEvent.Kind.REOPENED, since)
        .reduce((first, last) -> last)
        .map(event -> "reopened:" + event.id());
  }

  private java.util.stream.Stream<IssueEvent> events(
      TaskId task, IssueEvent.Kind kind, Instant since) {
    return provider.events(task).stream()
        .filter(event -> event.kind() == kind && event.at().isAfter(since));
  }

  /**
   * When the pull request was opened that finished the task. A task that was done without one was
   * closed then, so that any reopening that left it open is later.
   */
  private Instant openedAt(ClaimRecord record) {
    return record.pr().isPresent()
        ? provider.pullRequestOpenedAt(repository(record), record.pr().getAsLong())
        : Instant.MIN;
  }

  private static Optional<Pull> pull(Optional<PullRequest> found, long term) {
    return found.map(pull -> new Pull(pull.number(), term, pull.state()));
  }

  private static String branch(ClaimRecord record, long term) {
    return Work.branchOf(record.task().number(), term);
  }

  private static RepositoryId repository(ClaimRecord record) {
    return record.task().repository();
  }
}
