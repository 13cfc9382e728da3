package dev.bzzz.core.claim;

import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what to do next about one task, or who decides: {@link Holding}, {@link Finishing},
 * {@link Rivalry} or {@link Repair}, by what the newest tip says.
 */
final class Deciding {
  private Deciding() {}

  /** Decides what to do next, unless an answer is awaited. */
  static void decide(TaskClaim claim, Instant now) {
    if (claim.calling() || claim.desk().view(claim.id().repository()).isEmpty()) {
      return;
    }
    Tip tip = claim.tip();
    Instant notBefore = claim.restraint().notBefore();
    if (now.isBefore(notBefore)) {
      claim.wake(notBefore);
    } else if (tip.damage().isPresent()) {
      Repair.decide(claim, now);
    } else if (claim.moves().unresolved()) {
      claim.ask();
    } else if (lost(claim)) {
      claim.pursuit().takenOver("");
      decide(claim, now);
    } else if (claim.finishing().unfinished() && Claim.publishedBy(tip).isEmpty()) {
      boolean escalated = tip.isIn(ClaimState.ESCALATED);
      claim.finishing().finished(escalated ? Kind.ESCALATED : Kind.DONE, "by another agent");
      decide(claim, now);
    } else if (!claim.authorised()) {
      claim.pursuit().dismissed(); // others may replace it at once; what it writes counts no more
    } else if (claim.holds()) {
      Holding.decide(claim, now);
    } else if (tip.isIn(ClaimState.PUBLISHED)) {
      claim.finishing().decide(now);
    } else {
      claim.finishing().callHuman(now);
      Rivalry.decide(claim, now);
    }
  }

  /** Whether the work under way is for a grant this agent no longer has. */
  private static boolean lost(TaskClaim claim) {
    Optional<Job> job = claim.pursuit().job();
    return job.isPresent() && !claim.holds(job.get().token());
  }
}
