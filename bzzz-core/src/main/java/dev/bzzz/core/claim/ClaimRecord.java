package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.task.TaskId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One step in the life of a claim. Pure data: {@link RecordCodec} writes and reads it, {@link
 * Transitions} says which step may follow which.
 *
 * @param task the task
 * @param term counts grants, from 1
 * @param seq counts records of the task, from 1
 * @param attempt counts grants since the task was last new, from 1 to 5
 * @param answers how often the holder answered challenges in this term
 * @param state what holds now
 * @param actor who wrote this record
 * @param holder who was granted this term
 * @param challenger who doubts; only in CHALLENGED
 * @param prev record id of the record before; empty in the first record of a task
 * @param grant record id of the granting record; empty in the granting record itself
 * @param nonce 32 hexadecimal digits, fresh for each record
 * @param policy commit whose policy this record was judged by
 * @param cause what made a finished task new again, such as {@code reopened:17}
 * @param reason why a claim was released or escalated, for people
 * @param protocol name of the protocol that led to the grant
 * @param evidence what the protocol wants kept; any JSON object
 * @param work branch, base and head
 * @param pr number of the pull request, once known
 * @param hlc hybrid logical clock in milliseconds: at least 1 more than that of the record before
 */
public record ClaimRecord(
    TaskId task,
    long term,
    long seq,
    int attempt,
    int answers,
    ClaimState state,
    AgentId actor,
    AgentId holder,
    Optional<AgentId> challenger,
    Optional<String> prev,
    Optional<String> grant,
    String nonce,
    String policy,
    Optional<String> cause,
    Optional<String> reason,
    String protocol,
    Optional<JsonNode> evidence,
    Work work,
    OptionalLong pr,
    long hlc) {
  /** Grants of one task before a human has to look at it. */
  public static final int MAX_ATTEMPTS = 5;

  /** Challenges a holder may answer in one term before it must publish or release. */
  public static final int MAX_ANSWERS = 5;

  /**
   * Records of a task per term, on the average of its terms, after which no checkpoint follows:
   * more than an honest holder writes, and few enough for every chain to be read.
   */
  public static final int MAX_TERM_RECORDS = 1000;

  /** Longest reason, in characters. */
  public static final int MAX_REASON = 500;

  /** Longest name of a protocol, in characters. */
  public static final int MAX_PROTOCOL = 50;

  /** Longest evidence, as canonical JSON. */
  public static final int MAX_EVIDENCE_BYTES = 16 * 1024;

  /** The largest number a record may hold. */
  public static final long MAX_NUMBER = RecordForm.MAX_NUMBER;

  /**
   * Checks each field's form and how the fields of one record hang together; what may follow what
   * is for {@link Transitions} to say.
   *
   * @throws IllegalArgumentException if a rule is broken; the message names it
   */
  public ClaimRecord {
    RecordForm.number("term", term, 1, MAX_NUMBER);
    RecordForm.number("seq", seq, term, MAX_NUMBER);
    RecordForm.number("attempt", attempt, 1, Math.min(term, MAX_ATTEMPTS));
    RecordForm.number("answers", answers, 0, MAX_ANSWERS);
    RecordForm.number("hlc", hlc, 0, MAX_NUMBER);
    pr.ifPresent(number -> RecordForm.number("pr", number, 1, MAX_NUMBER));
    RecordForm.recordId("prev", prev);
    RecordForm.recordId("grant", grant);
    RecordForm.nonce(nonce);
    RecordForm.commit("policy", policy);
    RecordForm.cause(cause);
    reason.ifPresent(text -> RecordForm.line("reason", text, MAX_REASON));
    RecordForm.line("protocol", protocol, MAX_PROTOCOL);
    evidence = evidence.map(RecordForm::evidence);
    RecordForm.require(
        work.branch().equals(Work.branchOf(task.number(), term)),
        "work.branch is " + Work.branchOf(task.number(), term) + " in term " + term);
    RecordForm.require(
        prev.isPresent() == (seq > 1), "prev is null in the first record and only there");
    RecordForm.require(
        prev.isPresent() || (grant.isEmpty() && cause.isEmpty()),
        "the first record of a task grants it and has no cause");
    RecordForm.require(
        grant.isPresent() || (state == ClaimState.HELD && actor.equals(holder) && answers == 0),
        "grant is null only where the actor becomes holder, in HELD with no answers");
    requireFieldsOf(state, challenger, work, pr);
    RecordForm.require(
        challenger.isEmpty() || (actor.equals(challenger.get()) && !actor.equals(holder)),
        "challenger is the actor and not the holder");
    RecordForm.require(
        reason.isPresent() == (state == ClaimState.RELEASED || state == ClaimState.ESCALATED),
        "reason is there in RELEASED and ESCALATED and only there");
  }

  /** A copy: JSON objects can be changed, records cannot. */
  public Optional<JsonNode> evidence() {
    return evidence.map(JsonNode::deepCopy);
  }

  private static void requireFieldsOf(
      ClaimState state, Optional<AgentId> challenger, Work work, OptionalLong pr) {
    RecordForm.require(
        challenger.isPresent() == (state == ClaimState.CHALLENGED),
        "challenger is there in CHALLENGED and only there");
    boolean finished = state == ClaimState.PUBLISHED || state == ClaimState.DONE;
    RecordForm.require(
        state == ClaimState.ESCALATED || work.head().isPresent() == finished,
        "work.head is there from PUBLISHED on and not before");
    RecordForm.require(pr.isEmpty() || state == ClaimState.DONE, "pr is there in DONE only");
  }
}
