package dev.bzzz.core.claim.quorum;

import java.util.Optional;

/**
 * One voter's part in deciding one task, as pure functions: CASPaxos (Rystsov, "CASPaxos:
 * Replicated State Machines without logs", 2018), which is Paxos (Lamport 1998) with values that
 * are computed from the value before. Whether a record may be written at all was checked before.
 */
final class Acceptor {
  /** How far a ballot may leap; only a damaged proposer is further ahead. */
  static final long MAX_LEAP = 1_000_000;

  private Acceptor() {}

  /**
   * What comes of a question.
   *
   * @param after to be on the disk before the vote is sent
   * @param vote the answer
   */
  record Outcome(Register after, Answer.Vote vote) {}

  /** Tells what is known; where that is nothing, the first to ask may have a promise at once. */
  static Outcome query(Register now, Ballot wish) {
    return now.equals(Register.EMPTY) && wish.above(Ballot.NONE)
        ? prepare(now, wish)
        : new Outcome(now, vote(true, now));
  }

  /** Promises to accept nothing below the ballot, unless more was promised before. */
  static Outcome prepare(Register now, Ballot ballot) {
    if (now.promised().above(ballot) || leaps(now, ballot)) {
      return refused(now);
    }
    Register after = new Register(ballot, now.accepted(), now.value());
    return new Outcome(after, vote(true, after));
  }

  /**
   * Accepts a value and promises its proposer the next ballot, so that its next attempt needs no
   * question first.
   */
  static Outcome accept(Register now, Ballot ballot, Value value, Ballot next) {
    if (now.accepted().equals(ballot)) {
      return granted(now); // the answer was lost
    }
    if (now.promised().above(ballot) || leaps(now, ballot)) {
      return refused(now);
    }
    return granted(new Register(next.max(ballot), ballot, Optional.of(value)));
  }

  private static boolean leaps(Register now, Ballot ballot) {
    return ballot.round() - now.promised().round() > MAX_LEAP;
  }

  private static Outcome granted(Register after) {
    return new Outcome(
        after, new Answer.Vote(true, after.promised(), after.accepted(), Optional.empty()));
  }

  private static Outcome refused(Register now) {
    return new Outcome(now, vote(false, now)); // the value may tell the asker that it is too late
  }

  private static Answer.Vote vote(boolean granted, Register now) {
    return new Answer.Vote(granted, now.promised(), now.accepted(), now.value());
  }
}
