package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.PublicText;
import dev.bzzz.core.task.TaskId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes the record that follows a tip: one method for each step of the table in {@link
 * Transitions}. Called in the state and by the agent that the method names, it makes a record that
 * {@link Transitions} allows; called otherwise, one that it forbids, or an {@link
 * IllegalArgumentException}. Immutable.
 */
public final class NextRecord {
  private final TaskId task;
  private final Optional<SignedRecord> prev;
  private final Stamp stamp;
  private final Optional<JsonNode> evidence;

  private NextRecord(
      TaskId task, Optional<SignedRecord> prev, Stamp stamp, Optional<JsonNode> evidence) {
    this.task = task;
    this.prev = prev;
    this.stamp = stamp;
    this.evidence = evidence;
  }

  /** The record to follow what was read, written by the stamp's actor. */
  public static NextRecord after(Tip tip, Stamp stamp) {
    return new NextRecord(tip.task(), tip.record(), stamp, Optional.empty());
  }

  /** The record to follow another one, written by the stamp's actor. */
  public static NextRecord after(SignedRecord prev, Stamp stamp) {
    return new NextRecord(prev.record().task(), Optional.of(prev), stamp, Optional.empty());
  }

  /**
   * The same with other evidence than the record before has; for grants and the holder's records.
   *
   * @param evidence a JSON object of at most {@value ClaimRecord#MAX_EVIDENCE_BYTES} bytes
   */
  public NextRecord evidence(JsonNode evidence) {
    return new NextRecord(task, prev, stamp, Optional.of(evidence));
  }

  /**
   * The actor takes the task: from nothing, RELEASED (attempts left), or, in a takeover, from
   * CHALLENGED or from a holder whom the stamp's policy no longer names.
   *
   * @param base commit the work starts from: the head of the view
   * @param protocol name of the protocol that led to it
   */
  public ClaimRecord grant(String base, String protocol) {
    Optional<String> cause = prev.flatMap(before -> before.record().cause());
    int attempt = prev.map(before -> before.record().attempt() + 1).orElse(1);
    return grant(base, protocol, cause, attempt);
  }

  /**
   * The actor takes a task that was DONE or ESCALATED.
   *
   * @param cause what made it new: {@code pr-closed:<number>}, {@code reopened:<event>} or {@code
   *     human:<event>}
   */
  public ClaimRecord grantAgain(String base, String protocol, String cause) {
    return grant(base, protocol, Optional.of(cause), 1);
  }

  /** HELD, by its holder: still at work. */
  public ClaimRecord checkpoint() {
    return build(within(ClaimState.HELD));
  }

  /** CHALLENGED, by its holder: still at work, and the doubt was wrong. */
  public ClaimRecord answer() {
    Draft draft = within(ClaimState.HELD);
    draft.answers++;
    return build(draft);
  }

  /** HELD, by another agent: the holder seems gone. */
  public ClaimRecord challenge() {
    Draft draft = within(ClaimState.CHALLENGED);
    draft.challenger = Optional.of(stamp.actor());
    return build(draft);
  }

  /**
   * HELD or CHALLENGED, by its holder: gives the task up.
   *
   * @param reason for people; made one line of at most {@value ClaimRecord#MAX_REASON} characters,
   *     without what {@link PublicText} hides in failures
   */
  public ClaimRecord release(String reason) {
    return ended(ClaimState.RELEASED, reason);
  }

  /** CHALLENGED, by another agent: the issue is closed or no longer labelled. */
  public ClaimRecord releaseClosed() {
    return ended(ClaimState.RELEASED, Transitions.CLOSED);
  }

  /**
   * HELD or CHALLENGED, by its holder: the work is on its branch.
   *
   * @param head the finished commit
   */
  public ClaimRecord publish(String head) {
    Draft draft = within(ClaimState.PUBLISHED);
    draft.work = draft.work.finished(head);
    return build(draft);
  }

  /** PUBLISHED, by anyone: goes with the re-creation of the missing branch. */
  public ClaimRecord restoreBranch() {
    return build(within(ClaimState.PUBLISHED));
  }

  /** PUBLISHED, by anyone: the pull request exists, or the issue is closed without one. */
  public ClaimRecord done(OptionalLong pr) {
    Draft draft = within(ClaimState.DONE);
    draft.pr = pr;
    return build(draft);
  }

  /**
   * CHALLENGED (by another agent) or RELEASED after the last attempt, or PUBLISHED and refused by
   * the forge: a human has to look.
   *
   * @param reason for people; made one line of at most {@value ClaimRecord#MAX_REASON} characters,
   *     without what {@link PublicText} hides in failures
   */
  public ClaimRecord escalate(String reason) {
    return ended(ClaimState.ESCALATED, reason);
  }

  private ClaimRecord grant(String base, String protocol, Optional<String> cause, int attempt) {
    Optional<ClaimRecord> before = prev.map(SignedRecord::record);
    long term = before.map(record -> record.term() + 1).orElse(1L);
    return new ClaimRecord(
        task,
        term,
        before.map(record -> record.seq() + 1).orElse(1L),
        attempt,
        0,
        ClaimState.HELD,
        stamp.actor(),
        stamp.actor(),
        Optional.empty(),
        prev.map(SignedRecord::id),
        Optional.empty(),
        stamp.nonce(),
        stamp.policy(),
        cause,
        Optional.empty(),
        protocol,
        evidence,
        new Work(Work.branchOf(task.number(), term), base, Optional.empty()),
        OptionalLong.empty(),
        stamp.hlcAfter(before.map(ClaimRecord::hlc).orElse(-1L)));
  }

  private ClaimRecord ended(ClaimState state, String reason) {
    Draft draft = within(state);
    draft.reason =
        Optional.of(RecordForm.toLine(PublicText.ofFailure(reason), ClaimRecord.MAX_REASON));
    return build(draft);
  }

  private Draft within(ClaimState state) {
    return new Draft(previous().record(), state);
  }

  private ClaimRecord build(Draft draft) {
    draft.evidence = evidence.or(() -> draft.evidence);
    return draft.build(previous(), stamp);
  }

  private SignedRecord previous() {
    return prev.orElseThrow(
        () -> new IllegalArgumentException("task " + task + " was never granted"));
  }
}
