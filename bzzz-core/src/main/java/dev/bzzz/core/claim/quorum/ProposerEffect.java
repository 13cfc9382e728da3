package dev.bzzz.core.claim.quorum;

import java.util.Optional;

/** Orders of a proposer. */
sealed interface ProposerEffect {
  /**
   * Ask every voter.
   *
   * @param round to be named with each answer
   * @param question the same for all
   */
  record Ask(int round, Question question) implements ProposerEffect {}

  /** It is over; nothing follows. */
  record Done(Result result) implements ProposerEffect {}

  /** How it ended. */
  sealed interface Result {
    /**
     * The register is known.
     *
     * @param ending what that means for the goal
     * @param value the value that was decided; empty when there is none
     * @param ballot the newest it was accepted with
     * @param lead what spares the next attempt a question, after one that wrote
     */
    record Decided(
        Goal.Ending ending, Optional<Value> value, Ballot ballot, Optional<Proposer.Lead> lead)
        implements Result {}

    /** The record may not be written; this attempt has not tried to. */
    record Refused(String why) implements Result {}

    /** Nobody knows. */
    record Undecided(String why) implements Result {}

    /** Voters work by a newer policy. */
    record Outdated(String why) implements Result {}
  }
}
