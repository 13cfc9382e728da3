package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.AgentId;
import java.util.Optional;
import java.util.OptionalLong;

/** A record in the making: what changes from one record to the next, over what stays. */
final class Draft {
  final ClaimRecord before;
  final ClaimState state;
  int answers;
  Optional<AgentId> challenger = Optional.empty();
  Optional<String> reason = Optional.empty();
  Optional<JsonNode> evidence;
  Work work;
  OptionalLong pr;

  /** The next record of the same term: everything stays but what belongs to one state only. */
  Draft(ClaimRecord before, ClaimState state) {
    this.before = before;
    this.state = state;
    this.answers = before.answers();
    this.evidence = before.evidence();
    this.work = before.work();
    this.pr = before.pr();
  }

  ClaimRecord build(SignedRecord prev, Stamp stamp) {
    return new ClaimRecord(
        before.task(),
        before.term(),
        before.seq() + 1,
        before.attempt(),
        answers,
        state,
        stamp.actor(),
        before.holder(),
        challenger,
        Optional.of(prev.id()),
        Optional.of(prev.token().grant()),
        stamp.nonce(),
        stamp.policy(),
        before.cause(),
        reason,
        before.protocol(),
        evidence,
        work,
        pr,
        stamp.hlcAfter(before.hlc()));
  }
}
