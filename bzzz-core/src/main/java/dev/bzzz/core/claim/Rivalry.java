package dev.bzzz.core.claim;

import dev.bzzz.core.Spans;
import dev.bzzz.core.claim.Moves.Purpose;
import dev.bzzz.core.claim.Pursuit.Stage;
import java.time.Duration;
import java.time.Instant;

/**
 * What an agent does about a task it does not hold: try for a free one, doubt a silent holder, take
 * over from one that stays silent. Every move against somebody is preceded by a fresh read.
 */
final class Rivalry {
  private Rivalry() {}

  /**
   * Whether a grant may follow the tip at once: nobody has the task, or somebody whom the policy no
   * longer names, or it is finished and there is a new cause.
   */
  static boolean free(TaskClaim claim) {
    Tip tip = claim.tip();
    ClaimRecord current = tip.newest();
    if (current == null || tip.damage().isPresent()) {
      return tip.damage().isEmpty();
    }
    if (current.state() == ClaimState.DONE || current.state() == ClaimState.ESCALATED) {
      return claim.facts().revives(tip);
    }
    boolean attemptLeft = current.attempt() < ClaimRecord.MAX_ATTEMPTS;
    boolean expelled =
        current.state().live() && !claim.view().policy().authorises(current.holder());
    return attemptLeft && (current.state() == ClaimState.RELEASED || expelled);
  }

  static void decide(TaskClaim claim, Instant now) {
    Tip tip = claim.tip();
    if (withdrawn(claim)) {
      withdraw(claim, tip.record().orElseThrow().record(), now);
      return;
    }
    if (free(claim)) {
      if (claim.pursuit().isAt(Stage.CONTENDING)) {
        claim.contention().decide(now);
      } else {
        claim.pursuit().leave(); // no challenge is needed any more: it may contend like anybody
      }
      return;
    }
    if (claim.pursuit().stage() == Stage.CONTENDING) {
      claim.pursuit().leave(); // somebody was faster
    }
    ClaimRecord current = tip.record().orElseThrow().record();
    if (!claim.wanted() || claim.desk().stopping() || claim.restraint().coolingDown(now)) {
      if (claim.pursuit().stage() == Stage.CHALLENGING) {
        claim.pursuit().leave(); // its issue was closed meanwhile: no slot waits for it
      }
      return;
    }
    if (current.state() == ClaimState.RELEASED) {
      escalate(claim, "given up " + current.attempt() + " times; " + lastReason(current), now);
    } else if (current.state() == ClaimState.HELD) {
      challenge(claim, current, now);
    } else if (current.state() == ClaimState.CHALLENGED) {
      takeOver(claim, current, now);
    }
  }

  private static void challenge(TaskClaim claim, ClaimRecord current, Instant now) {
    if (!doubted(claim, current, now)) {
      if (claim.pursuit().isAt(Stage.CHALLENGING)) {
        claim.pursuit().leave(); // it was heard again while this agent read: no slot waits for it
      }
    } else if (claim.pursuit().enter(Stage.CHALLENGING, now)) {
      doubt(claim, now);
    }
  }

  private static void doubt(TaskClaim claim, Instant now) {
    if (claim.fresh()) {
      claim.move(Purpose.CHALLENGE, claim.next(now).challenge(), now);
    } else {
      claim.ask();
    }
  }

  /** Whether the holder has been silent for too long; if not yet, looks again. */
  private static boolean doubted(TaskClaim claim, ClaimRecord current, Instant now) {
    Instant due = suspectedSince(claim, current, now);
    if (!now.isBefore(due)) {
      due = due.plus(claim.holdBack()); // whom to let go first is asked only when there is a doubt
      if (!now.isBefore(due)) {
        return true;
      }
    }
    // Silence is noticed by looking again, since nobody tells of it.
    Instant again = now.plus(claim.desk().senses().every());
    claim.wake(claim.desk().senses().sighted() && again.isBefore(due) ? again : due);
    return false;
  }

  /**
   * Since when the holder is doubted, or will be. Before its first answer in a term that follows
   * its presence, when anybody is heard at all; after it, or in a silent mesh, time alone.
   */
  private static Instant suspectedSince(TaskClaim claim, ClaimRecord current, Instant now) {
    Instant since = claim.watch().since();
    if (current.answers() > 0 || !claim.desk().senses().sighted()) {
      return since.plus(patience(claim.timing(), current));
    }
    Instant latest = since.plus(claim.timing().maxHold());
    return claim
        .desk()
        .senses()
        .doubtedSince(current.holder(), claim.id(), since, now)
        .filter(latest::isAfter)
        .orElse(latest);
  }

  /** How long a record may stand still before its holder is doubted. */
  private static Duration patience(ClaimTiming timing, ClaimRecord current) {
    int doublings = Math.max(0, current.answers() - 1);
    Duration patience = Spans.times(timing.suspectAfter(), 1L << doublings);
    return patience.compareTo(timing.maxHold()) < 0 ? patience : timing.maxHold();
  }

  private static void takeOver(TaskClaim claim, ClaimRecord current, Instant now) {
    if (!silentLongEnough(claim, current, now)) {
      return;
    }
    if (current.attempt() >= ClaimRecord.MAX_ATTEMPTS) {
      escalate(claim, "its holder fell silent in attempt " + current.attempt(), now);
    } else if (!claim.mayGrant(now)) {
      if (claim.pursuit().isAt(Stage.CHALLENGING)) {
        claim.pursuit().leave(); // no slot waits for minutes: others may take this task over
      }
    } else if (claim.pursuit().enter(Stage.CHALLENGING, now)) {
      if (claim.fresh()) {
        claim.contention().grant(now);
      } else {
        claim.ask();
      }
    }
  }

  /** Whether a challenged holder has been silent long enough: its challenger waits less. */
  private static boolean silentLongEnough(TaskClaim claim, ClaimRecord current, Instant now) {
    Duration silence = claim.timing().silence();
    Instant since = claim.watch().since();
    boolean own = current.challenger().filter(claim.desk().self()::equals).isPresent();
    return own
        ? claim.reached(since.plus(silence), now)
        : claim.mayStepIn(since.plus(Spans.times(silence, 2)), now);
  }

  /** Whether somebody holds the task and nobody wants it any more. */
  private static boolean withdrawn(TaskClaim claim) {
    ClaimRecord newest = claim.tip().newest();
    return newest != null
        && newest.state().live()
        && claim.facts().closed()
        && !claim.desk().stopping();
  }

  /**
   * Frees the task from a holder that stays silent; there is nothing to do, so no slot is taken.
   */
  private static void withdraw(TaskClaim claim, ClaimRecord current, Instant now) {
    claim.pursuit().leave();
    if (current.state() == ClaimState.HELD) {
      if (doubted(claim, current, now)) {
        doubt(claim, now);
      }
      return;
    }
    if (!silentLongEnough(claim, current, now)) {
      return;
    }
    if (!claim.fresh()) {
      claim.ask();
    } else {
      claim.move(Purpose.CLOSE, claim.next(now).releaseClosed(), now);
    }
  }

  private static void escalate(TaskClaim claim, String reason, Instant now) {
    if (!claim.mayStepIn(claim.watch().since(), now) || !claim.contention().confirmed(now)) {
      return; // a task that nobody wants any more needs no human
    }
    if (!claim.fresh()) {
      claim.ask();
    } else {
      claim.move(Purpose.ESCALATE, claim.next(now).escalate(reason), now);
    }
  }

  private static String lastReason(ClaimRecord current) {
    return "the last time because " + current.reason().orElse("of no reason given");
  }
}
