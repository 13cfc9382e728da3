package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/** Changes to one field, none of which leaves a record that may still stand where it stood. */
enum Tampering implements Consumer<ObjectNode> {
  TASK(json -> json.put("task", json.get("prev").isNull() ? "#42" : "9".repeat(32) + "#42")),
  TASK_NUMBER(json -> json.put("task", json.get("task").textValue() + "0")),
  TERM_UP(json -> term(json, +1)),
  TERM_DOWN(json -> term(json, -1)),
  BRANCH_OF_NEXT_TERM(
      json -> work(json).put("branch", "bzzz/42/t" + (json.get("term").longValue() + 1))),
  SEQ_UP(json -> add(json, "seq", +1)),
  SEQ_DOWN(json -> add(json, "seq", -1)),
  ATTEMPT_UP(json -> add(json, "attempt", +1)),
  ATTEMPT_DOWN(json -> add(json, "attempt", -1)),
  ANSWERS_UP(json -> add(json, "answers", +1)),
  ANSWERS_DOWN(json -> add(json, "answers", -1)),
  STATE_HELD(json -> state(json, ClaimState.HELD)),
  STATE_PUBLISHED(json -> state(json, ClaimState.PUBLISHED)),
  STATE_DONE(json -> state(json, ClaimState.DONE)),
  ACTOR(json -> json.put("actor", ClaimFixture.STRANGER.id().value())),
  HOLDER(json -> json.put("holder", ClaimFixture.STRANGER.id().value())),
  ACTOR_AND_HOLDER(ACTOR.andThen(HOLDER)),
  CHALLENGER(json -> toggle(json, "challenger", ClaimFixture.STRANGER.id().value())),
  PREV(json -> json.put("prev", "0".repeat(64))),
  NO_PREV(json -> toggle(json, "prev", "0".repeat(64))),
  GRANT(json -> json.put("grant", "0".repeat(64))),
  NO_GRANT(json -> toggle(json, "grant", "0".repeat(64))),
  NONCE(json -> json.put("nonce", "0".repeat(33))),
  POLICY(json -> json.put("policy", "0".repeat(40))),
  CAUSE(json -> toggle(json, "cause", "human:1")),
  REASON(json -> toggle(json, "reason", "because")),
  PROTOCOL(json -> json.put("protocol", json.get("grant").isNull() ? " " : "other")),
  BASE(json -> work(json).put("base", json.get("grant").isNull() ? "0" : "0".repeat(40))),
  HEAD(json -> toggle(work(json), "head", "0".repeat(40))),
  CLOCK(json -> json.put("hlc", json.get("prev").isNull() ? -1 : 0)),
  VERSION(json -> json.put("v", 2));

  private final Consumer<ObjectNode> change;

  Tampering(Consumer<ObjectNode> change) {
    this.change = change;
  }

  @Override
  public void accept(ObjectNode json) {
    change.accept(json);
  }

  private static ObjectNode work(ObjectNode json) {
    return (ObjectNode) json.get("work");
  }

  private static void add(ObjectNode json, String field, long difference) {
    json.put(field, json.get(field).longValue() + difference);
  }

  private static void term(ObjectNode json, long difference) {
    add(json, "term", difference);
    work(json).put("branch", "bzzz/42/t" + json.get("term").longValue());
  }

  private static void state(ObjectNode json, ClaimState other) {
    boolean same = json.get("state").textValue().equals(other.name());
    json.put("state", same ? ClaimState.CHALLENGED.name() : other.name());
  }

  private static void toggle(ObjectNode json, String field, String value) {
    json.put(field, json.get(field).isNull() ? value : null);
  }
}
