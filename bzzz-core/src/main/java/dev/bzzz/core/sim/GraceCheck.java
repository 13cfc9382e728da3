package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.SignedRecord;

/**
 * The rule of takeovers, which no ledger can check, since it compares no clocks: the challenger
 * waits for one grace, anybody else for two, of true time: a clock drifts by {@link
 * dev.bzzz.core.claim.ClaimTiming#MAX_DRIFT_PERCENT} at most, which who waits makes up for.
 */
final class GraceCheck {
  private final SimHost host;
  private final Verdict verdict;
  private final Caller caller;
  private final long graceMicros;

  /**
   * A check of one record.
   *
   * @param caller the honest agent that has just written it
   */
  GraceCheck(SimHost host, Verdict verdict, Caller caller, long graceMicros) {
    this.host = host;
    this.verdict = verdict;
    this.caller = caller;
    this.graceMicros = graceMicros;
  }

  /**
   * Checks.
   *
   * @param waited for how many microseconds of true time the record before it stood still
   */
  void check(SignedRecord before, SignedRecord signed, long waited) {
    ClaimRecord old = before.record();
    boolean others = !signed.record().actor().equals(old.holder());
    if (old.state() != ClaimState.CHALLENGED
        || !others
        || !HonestyCheck.named(host, signed, old.holder())) {
      return; // the holder may answer at once, and whom the policy no longer names is not waited
      // for
    }
    boolean own = old.challenger().filter(signed.record().actor()::equals).isPresent();
    long due = own ? graceMicros : 2 * graceMicros;
    verdict.require(
        waited >= due,
        Invariant.E1,
        () ->
            caller.name()
                + " ended the challenge by "
                + Story.text(signed)
                + " after "
                + waited / 1000
                + " ms, and "
                + (own ? "a grace takes " : "two graces, for it is not the challenger, take ")
                + due / 1000
                + " ms");
  }
}
