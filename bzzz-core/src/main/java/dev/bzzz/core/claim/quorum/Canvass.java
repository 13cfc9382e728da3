package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;

/** Asks all voters of a membership the same question. Safe for use by many threads. */
final class Canvass {
  /** How long the mesh waits for one voter. */
  static final Duration CALL_TIMEOUT = Pacing.MAX_PATIENCE;

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
   * @param said an answer, one that nobody has checked, or why there is none
   */
  record Reply(int round, AgentId voter, Caller.Call call, Object said) {}

  /** Asks; the replies, at most one of each voter, come in the order they arrive. */
  void ask(int round, Membership membership, Question question, BlockingQueue<Reply> inbox) {
    Caller.Call call = caller.call(membership, question);
    for (AgentId voter : membership.committee().voters()) {
      if (!isLocal(voter)) {
        send(round, voter, call, inbox);
      }
    }
    if (membership.votes(self)) {
      // Its own vote comes last, and needs no proof: the others are at work meanwhile.
      local.ifPresent(
          mine -> inbox.add(new Reply(round, self, call, answer(mine, membership, question))));
    }
  }

  /** Asks one voter only. */
  void ask(AgentId voter, Membership membership, Question question, BlockingQueue<Reply> inbox) {
    Caller.Call call = caller.call(membership, question);
    if (isLocal(voter)) {
      inbox.add(new Reply(1, self, call, answer(local.orElseThrow(), membership, question)));
    } else {
      send(1, voter, call, inbox);
    }
  }

  /** A number that is another for other peers, so that they do not all begin with one voter. */
  int turn() {
    return self.hashCode() >>> 1;
  }

  private boolean isLocal(AgentId voter) {
    return local.isPresent() && voter.equals(self);
  }

  private void send(int round, AgentId voter, Caller.Call call, BlockingQueue<Reply> inbox) {
    caller
        .send(voter, call, CALL_TIMEOUT)
        .whenComplete(
            (said, error) ->
                inbox.add(new Reply(round, voter, call, error == null ? said : error)));
  }

  private Answer answer(Voter mine, Membership membership, Question question) {
    return mine.answer(caller.request(membership, question));
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
      return caller.read(reply.voter(), reply.call(), (Caller.Said) reply.said());
    } catch (IllegalArgumentException e) {
      return new Answer.Refusal(false, Caller.why(e));
    }
  }
}
