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
}
