package dev.bzzz.core.claim;

import dev.bzzz.core.claim.Moves.Purpose;
import dev.bzzz.core.claim.Pursuit.Stage;
import java.time.Duration;
import java.time.Instant;

/**
 * What an agent does about a register that somebody damaged or moved back: set it back to the last
 * valid record that was read from the ledger itself, never to one it only heard of.
 *
 * <p>Every agent that sees the damage waits a delay of its own, so that as a rule one of them acts,
 * and reads once more before. Terms never start again: where no valid record is known, the register
 * is left to people.
 */
final class Repair {
  /** Two equal reads are at least so far apart. */
  static final Duration SECOND_READ = Duration.ofSeconds(1);

  private Repair() {}

  static void decide(TaskClaim claim, Instant now) {
    Tip tip = claim.tip();
    Stage stage = claim.pursuit().stage();
    claim.pursuit().finished();
    boolean contesting = stage == Stage.CONTENDING || stage == Stage.CHALLENGING;
    if (contesting && !claim.moves().unresolved()) { // what may have been written keeps its slot
      claim.pursuit().leave();
    }
    if (tip.record().isEmpty()) {
      frozen(claim, now);
      return;
    }
    claim.trouble(tip.damage().orElseThrow(), now);
    if (claim.desk().stopping() && stage != Stage.WORKING) {
      return;
    }
    Instant watched = claim.watch().since().plus(SECOND_READ).plus(claim.holdBack());
    Instant allowed = claim.restraint().nextRepair();
    Instant due = watched.isAfter(allowed) ? watched : allowed;
    if (now.isBefore(due)) {
      claim.wake(due);
    } else if (!claim.fresh()) {
      claim.ask();
    } else {
      claim.restraint().repairing(now);
      claim.moves().make(Purpose.REPAIR, CasRequest.repair(tip), now);
    }
  }

  /** Nothing valid can be reached: only a human can say what to do. Running work goes on. */
  private static void frozen(TaskClaim claim, Instant now) {
    claim.trouble(
        claim.tip().damage().orElseThrow()
            + "; no valid record is known, so nobody may claim this task until a human runs"
            + " 'bzzz claims reset "
            + claim.id()
            + "'",
        now);
    if (claim.pursuit().isAt(Stage.WORKING)) {
      Duration grace = claim.timing().grace();
      if (claim.fresh() || claim.watch().lastRead().plus(grace).isAfter(now)) {
        claim.wake(now.plus(grace));
      } else {
        claim.ask();
      }
    }
  }
}
