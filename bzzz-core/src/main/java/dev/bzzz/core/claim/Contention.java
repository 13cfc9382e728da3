package dev.bzzz.core.claim;

import dev.bzzz.core.claim.Moves.Purpose;
import dev.bzzz.core.claim.Pursuit.Stage;
import dev.bzzz.core.claim.Strategy.Attempt;
import java.time.Instant;

/**
 * One agent's way to a free task: waits for its turn, as the protocol's {@link Strategy} has it,
 * then takes a slot, reads if somebody may have been faster, and asks for the grant.
 */
final class Contention {
  private final TaskClaim claim;
  private Attempt attempt = new Attempt(Instant.MIN, Instant.MAX, true);

  Contention(TaskClaim claim) {
    this.claim = claim;
  }

  /** Whether the task is free and nothing speaks against trying for it. */
  boolean possible(Instant now) {
    return claim.pursuit().isAt(Stage.IDLE)
        && !claim.calling()
        && !claim.moves().unresolved()
        && Rivalry.free(claim)
        && !now.isBefore(claim.restraint().notBefore())
        && !claim.restraint().coolingDown(now)
        && claim.authorised()
        && claim.mayGrant(now);
  }

  /** Sets out for the task when its turn has come; only when it is {@link #possible}. */
  void consider(Instant now) {
    Strategy strategy = claim.desk().strategy();
    attempt = strategy.attempt(claim.id(), term(), now);
    boolean trusted = trusted(now);
    if (!strategy.reserves() && now.isBefore(attempt.at())) {
      wake();
    } else if (trusted && claim.pursuit().enter(Stage.CONTENDING, attempt.since())) {
      if (!strategy.reserves()) {
        strategy.trying(claim.id(), term(), now);
      }
      claim.decide(now);
    }
  }

  /**
   * Whether the forge has lately said that the task is open. If not, it is asked one delay before
   * the turn comes, so that nobody waits for its answer.
   */
  private boolean trusted(Instant now) {
    boolean open = open(now);
    if (!open && !now.plus(claim.desk().senses().delay()).isBefore(attempt.at())) {
      check();
    }
    return open;
  }

  /** Whether the forge has lately said that the task is open; if not, it is asked. */
  boolean confirmed(Instant now) {
    boolean open = open(now);
    if (!open) {
      check();
    }
    return open;
  }

  private boolean open(Instant now) {
    Lookout lookout = claim.desk().lookout();
    return lookout.trusted(claim.id().repository(), now)
        && (!withdrawn() || lookout.lookedSince(claim.id().repository(), claim.watch().since()));
  }

  private void check() {
    claim.desk().lookout().check(claim.id().repository());
  }

  /** Goes on with a task that is still free; its slot is taken. */
  void decide(Instant now) {
    Strategy strategy = claim.desk().strategy();
    if (!strategy.reserves() && claim.fresh()) {
      attempt = strategy.attempt(claim.id(), term(), now); // somebody may have spoken meanwhile
    }
    if (!claim.wanted() || claim.desk().stopping()) {
      claim.pursuit().leave();
    } else if (now.isBefore(attempt.at())) {
      if (!strategy.reserves()) {
        claim.pursuit().leave();
      }
      wake();
    } else if (attempt.readFirst() && !claim.fresh()) {
      claim.ask();
    } else if (trusted(now)) {
      grant(now);
    } else {
      claim.pursuit().leave(); // what was read, late perhaps, says that the forge is to be asked
    }
  }

  /** Whether somebody has given the task up since nobody wants it: that may be news here. */
  private boolean withdrawn() {
    ClaimRecord last = claim.tip().newest();
    String why = last == null ? "" : last.reason().orElse("");
    return why.equals(Transitions.CLOSED) || why.equals(Holding.WITHDRAWN);
  }

  private void wake() {
    if (!attempt.at().equals(Instant.MAX)) {
      claim.wake(attempt.at());
    }
  }

  /** Asks for the task, in its next term. */
  void grant(Instant now) {
    String base = claim.view().head();
    String protocol = claim.desk().protocol();
    NextRecord after =
        claim
            .desk()
            .strategy()
            .evidence(claim.id(), term())
            .map(claim.next(now)::evidence)
            .orElseGet(() -> claim.next(now));
    ClaimRecord next =
        claim
            .facts()
            .newCause(claim.tip())
            .map(cause -> after.grantAgain(base, protocol, cause))
            .orElseGet(() -> after.grant(base, protocol));
    claim.move(Purpose.GRANT, next, now);
  }

  /** The term that the next grant opens. */
  long term() {
    ClaimRecord newest = claim.tip().newest();
    return newest == null ? 1 : newest.term() + 1;
  }
}
