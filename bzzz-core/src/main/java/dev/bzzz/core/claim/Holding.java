package dev.bzzz.core.claim;

import dev.bzzz.core.Spans;
import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.claim.Moves.Purpose;
import dev.bzzz.core.claim.Pursuit.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What an agent does about a task it holds: show life, answer doubts, publish or give up. */
final class Holding {
  /** The reason by which a holder gives up what nobody wants any more. */
  static final String WITHDRAWN = "the issue is closed or no longer labelled as a task";

  private Holding() {}

  static void decide(TaskClaim claim, Instant now) {
    if (claim.pursuit().job().isEmpty()) {
      adopt(claim, now);
      return;
    }
    if (claim.facts().closed() && claim.pursuit().job().get().failure().isEmpty()) {
      claim.pursuit().abandon(WITHDRAWN);
    }
    Job job = claim.pursuit().job().get();
    if (job.head().isPresent()) {
      publish(claim, job, now);
    } else if (job.failure().isPresent()) {
      release(claim, job.failure().get(), now);
    } else {
      keep(claim, job, now);
    }
  }

  /** The ledger names this agent for work it does not do: it was restarted. */
  private static void adopt(TaskClaim claim, Instant now) {
    if (claim.facts().closed()) {
      release(claim, WITHDRAWN, now);
    } else if (claim.pursuit().enter(Stage.WORKING, now)) {
      claim.pursuit().startWork(Kind.ADOPTED, Duration.ZERO, now);
      decide(claim, now);
    } else {
      release(claim, "the agent was restarted and has no slot free", now);
    }
  }

  private static void keep(TaskClaim claim, Job job, Instant now) {
    ClaimTiming timing = claim.timing();
    SignedRecord current = claim.tip().record().orElseThrow();
    Instant end = job.since().plus(timing.maxWork());
    Instant checkpoint = claim.watch().since().plus(Spans.part(timing.suspectAfter(), 2));
    Instant read = later(claim.watch().lastRead(), job.since()).plus(Spans.part(timing.grace(), 3));
    // After so many answers a term may only be ended: by publishing or by giving up.
    boolean mayAnswer = current.record().answers() < ClaimRecord.MAX_ANSWERS;
    // Who is heard hears this agent's presence, too; unless it was doubted for want of that.
    boolean mayCheckpoint =
        current.record().state() == ClaimState.HELD
            && mayAnswer
            && Step.recordsLeft(current.record())
            && (!claim.desk().senses().sighted() || current.record().answers() > 0);
    if (claim.desk().stopping()) {
      claim.pursuit().abandon("the agent stops");
      decide(claim, now);
    } else if (!now.isBefore(end)) {
      claim.pursuit().abandon("the work took longer than " + timing.maxWork());
      decide(claim, now);
    } else if (current.record().state() == ClaimState.CHALLENGED && mayAnswer) {
      claim.move(Purpose.ANSWER, claim.next(now).answer(), now);
    } else if (mayCheckpoint && !now.isBefore(checkpoint)) {
      claim.move(Purpose.CHECKPOINT, claim.next(now).checkpoint(), now);
    } else if (!now.isBefore(read)) {
      claim.ask();
    } else {
      claim.wake(end);
      claim.wake(read);
      if (mayCheckpoint) {
        claim.wake(checkpoint);
      }
    }
  }

  private static void publish(TaskClaim claim, Job job, Instant now) {
    Claim held = Claim.heldBy(claim.desk().self(), claim.tip()).orElseThrow();
    String head = job.head().orElseThrow();
    claim.move(
        Purpose.PUBLISH,
        claim.next(now).publish(head),
        List.of(held.publish(head, job.objects().orElseThrow())),
        now);
  }

  private static void release(TaskClaim claim, String reason, Instant now) {
    claim.move(Purpose.RELEASE, claim.next(now).release(claim.desk().told(reason)), now);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
