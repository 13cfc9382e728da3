package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;

/** Asks all voters of a membership the same question. Safe for use by many threads. */
final class Canvass {
  /** How long the mesh waits for one voter. */
  static final Duration CALL_TIMEOUT = Proposer.MAX_PATIENCE;

  private final Caller caller;
  private final AgentId self;
  private final Optional<Voter> local;

  Canvass(Caller caller, AgentId self, Optional<Voter> local) {
    this.caller = caller;
    this.self = self;
    this.local = local;
  }

  /**
   * What a voter said.
   *
   * @param round which question it was asked
   * @param said an answer, the bytes of one that nobody has checked, or why there is none
   */
  record Reply(int round, AgentId voter, Caller.Call call, Object said) {}

  /** Asks; the replies, at most one of each voter, come in the order they arrive. */
  void ask(int round, Membership membership, Question question, BlockingQueue<Reply> inbox) {
    Caller.Call call = caller.call(membership, question);
    for (AgentId voter : membership.committee().voters()) {
      if (local.isEmpty() || !voter.equals(self)) {
        caller
            .send(voter, call, CALL_TIMEOUT)
            .whenComplete(
                (bytes, error) ->
                    inbox.add(new Reply(round, voter, call, error == null ? bytes : error)));
      }
    }
    if (local.isPresent() && membership.votes(self)) {
      // Its own vote comes last, and needs no signature: the others are at work meanwhile.
      Answer mine = local.get().answer(caller.request(membership, question));
      inbox.add(new Reply(round, self, call, mine));
    }
  }

  /** The answer, checked; a refusal where there is none. */
  Answer answer(Reply reply) {
    if (reply.said() instanceof Answer answer) {
      return answer;
    }
    if (reply.said() instanceof Throwable error) {
      return new Answer.Refusal(false, Caller.why(error));
    }
    try {
      return caller.read(reply.voter(), reply.call(), (byte[]) reply.said());
    } catch (IllegalArgumentException e) {
      return new Answer.Refusal(false, Caller.why(e));
    }
  }
}
