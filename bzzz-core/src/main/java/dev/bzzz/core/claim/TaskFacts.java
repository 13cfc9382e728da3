package dev.bzzz.core.claim;

import dev.bzzz.core.repo.PullRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the forge says about a task that somebody claimed, as far as it was asked. Facts say when an
 * agent should act; what it may do, the ledger says.
 *
 * @param closed whether the issue is closed or no longer labelled as a task
 * @param pulls pull requests of the task's work branches, in any state, ordered by number
 * @param cause what makes the finished task new again
 * @param untold id of the ESCALATED record that the issue does not show, so that no human knows
 */
public record TaskFacts(
    boolean closed, List<Pull> pulls, Optional<Cause> cause, Optional<String> untold) {
  /** Nothing that matters is known. */
  public static final TaskFacts NONE = new TaskFacts(false, List.of(), Optional.empty());

  /** The issue is closed or no longer labelled. */
  public static final TaskFacts CLOSED = new TaskFacts(true, List.of(), Optional.empty());

  /** Copies the list. */
  public TaskFacts {
    pulls = List.copyOf(pulls);
  }

  /** The same where no human has to be told of anything. */
  public TaskFacts(boolean closed, List<Pull> pulls, Optional<Cause> cause) {
    this(closed, pulls, cause, Optional.empty());
  }

  /**
   * A pull request of a work branch.
   *
   * @param number above 0
   * @param term the term of its branch
   */
  public record Pull(long number, long term, PullRequest.State state) {
    boolean open() {
      return state == PullRequest.State.OPEN;
    }
  }

  /**
   * Why a finished task is to be done again.
   *
   * @param record id of the DONE or ESCALATED record that was looked at; the cause counts while
   *     that is the newest one
   * @param text as it stands in the record of the grant: {@code pr-closed:<number>}, {@code
   *     reopened:<event>} or {@code human:<event>}
   */
  public record Cause(String record, String text) {}

  /** Whether these facts make the task new again whose newest record is that of {@code tip}. */
  public boolean revives(Tip tip) {
    return cause.isPresent() && newCause(tip).isPresent();
  }

  /** The cause by which the task may be granted again; empty when there is none, or no new one. */
  Optional<String> newCause(Tip tip) {
    return tip.damage().isPresent()
        ? Optional.empty()
        : tip.record()
            .flatMap(
                signed ->
                    cause
                        .filter(each -> each.record().equals(signed.id()))
                        .map(Cause::text)
                        .filter(text -> !signed.record().cause().equals(Optional.of(text))));
  }

  /** Whether a human has to look because of the newest record, and nobody has said so. */
  boolean untold(Tip tip) {
    return untold.isPresent()
        && !closed
        && tip.damage().isEmpty()
        && tip.record().map(SignedRecord::id).equals(untold);
  }

  /**
   * Pull requests that are out of date once the work of {@code term} is published.
   *
   * @param recorded the one that stands for this work; of several, the first open one does when
   *     none is recorded yet
   */
  List<Pull> stale(long term, OptionalLong recorded) {
    return pulls.stream()
        .filter(Pull::open)
        .filter(
            pull ->
                recorded.isPresent() && pull.term() == term
                    ? pull.number() != recorded.getAsLong()
                    : stale(pull, term))
        .toList();
  }

  private boolean stale(Pull pull, long term) {
    return pull.term() < term
        || pulls.stream()
            .anyMatch(
                other ->
                    other.open() && other.term() == pull.term() && other.number() < pull.number());
  }

  /** The last term, up to {@code term}, that has an open pull request; 0 when none has. */
  long lastOpen(long term) {
    return pulls.stream()
        .filter(pull -> pull.open() && pull.term() <= term)
        .mapToLong(Pull::term)
        .max()
        .orElse(0);
  }

  /** The first pull request of a term, in any state. */
  Optional<Pull> pull(long term) {
    return pulls.stream().filter(pull -> pull.term() == term).findFirst();
  }
}
