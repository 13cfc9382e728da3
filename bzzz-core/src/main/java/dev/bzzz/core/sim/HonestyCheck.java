package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Transitions;
import java.util.Optional;

/**
 * What no ledger can tell from the records alone, and honest agents keep to all the same: the word
 * of the forge, and the newest policy.
 */
final class HonestyCheck {
  private final SimHost host;
  private final Verdict verdict;
  private final Caller caller;

  /**
   * A check of one record.
   *
   * @param caller the honest agent that has just written it
   */
  HonestyCheck(SimHost host, Verdict verdict, Caller caller) {
    this.host = host;
    this.verdict = verdict;
    this.caller = caller;
  }

  /**
   * Checks.
   *
   * @param since when the record before it was written; empty when nobody can tell
   */
  void check(Optional<SignedRecord> before, Optional<Long> since, SignedRecord signed) {
    ClaimRecord next = signed.record();
    verdict.require(
        next.state() == ClaimState.RELEASED || host.policy().authorises(next.actor()),
        Invariant.S12,
        () -> caller.name() + " wrote " + Story.text(signed) + ", and the policy names it no more");
    before.map(SignedRecord::record).ifPresent(old -> again(old, since, signed));
    boolean freed = next.state() == ClaimState.RELEASED && !next.actor().equals(next.holder());
    boolean without = next.state() == ClaimState.DONE && next.pr().isEmpty();
    verdict.require(
        !(freed || without) || host.issues().everWithdrawn(next.task()),
        Invariant.S3,
        () ->
            caller.name()
                + " wrote "
                + Story.text(signed)
                + " as if the issue were closed, and it never was");
  }

  private void again(ClaimRecord old, Optional<Long> since, SignedRecord signed) {
    ClaimRecord next = signed.record();
    boolean finished = old.state() == ClaimState.DONE || old.state() == ClaimState.ESCALATED;
    verdict.require(
        !finished
            || next.cause().filter(text -> host.forge().happened(next.task(), text)).isPresent(),
        Invariant.S3,
        () ->
            caller.name()
                + " began finished work again by "
                + Story.text(signed)
                + " because of "
                + next.cause().orElse("nothing")
                + ", which never happened");
    boolean withdrawn =
        old.state() == ClaimState.RELEASED
            && old.reason().equals(Optional.of(Transitions.CLOSED))
            && since.filter(at -> host.issues().unlistedSince(next.task(), at)).isPresent();
    verdict.require(
        !withdrawn,
        Invariant.S3,
        () ->
            caller.name()
                + " took by "
                + Story.text(signed)
                + " what was freed since its issue is closed, and it still is");
  }

  /** Whether the policy of a record names an agent; who is not named may be replaced at once. */
  static boolean named(SimHost host, SignedRecord signed, AgentId agent) {
    return host.at(signed.record().policy()).filter(p -> p.authorises(agent)).isPresent();
  }
}
