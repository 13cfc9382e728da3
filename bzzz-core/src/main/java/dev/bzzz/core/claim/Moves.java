package dev.bzzz.core.claim;

import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.claim.Pursuit.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The compare-and-swaps of one task: what each is for, and what follows from how it ended. At most
 * one is under way; one whose answer got lost is settled by a read, and by nothing else.
 */
final class Moves {
  /** A publish that was refused so often is given up; one that is to wait only waits. */
  static final int MAX_REFUSALS = 3;

  private final TaskClaim claim;
  private @Nullable Move last;
  private @Nullable Move unsettled;
  private boolean underWay;
  private int refusals;

  /** What a compare-and-swap is for. */
  enum Purpose {
    GRANT,
    CHECKPOINT,
    ANSWER,
    CHALLENGE,
    PUBLISH,
    RELEASE,
    CLOSE,
    REPAIR,
    RESTORE,
    DONE,
    ESCALATE
  }

  /**
   * One compare-and-swap.
   *
   * @param since when the agent set out for it
   */
  private record Move(Purpose purpose, CasRequest request, Instant since) {
    SignedRecord next() {
      return request.next();
    }

    String reason() {
      return next().record().reason().orElse("");
    }
  }

  Moves(TaskClaim claim) {
    this.claim = claim;
  }

  /** Whether a move was sent of which this agent does not know whether it was made. */
  boolean unresolved() {
    return underWay || unsettled != null;
  }

  void make(Purpose purpose, CasRequest request, Instant since) {
    send(new Move(purpose, request, since));
  }

  void answered(CasResult result, Instant now) {
    Move made = Objects.requireNonNull(last);
    underWay = false;
    if (result instanceof CasResult.Won won) {
      claim.learn(won.tip(), now);
      if (believed(made)) {
        won(made, now);
      } else {
        unsettled = made;
        claim.decide(now);
      }
    } else if (result instanceof CasResult.Lost lost) {
      claim.learn(lost.now(), now);
      if (claim.tip().position().equals(made.request().expected().position())) {
        claim.backOff(Duration.ZERO, now); // what beat this agent is not to be seen yet
      }
      lost(made, now);
    } else if (result instanceof CasResult.Unknown unknown) {
      // Whether a register was repaired anybody sees; it needs no settling.
      unsettled = made.purpose() == Purpose.REPAIR ? unsettled : made;
      claim.trouble(
          "it is not known whether " + made.next() + " was written: " + unknown.why(), now);
      claim.backOff(Duration.ZERO, now);
    } else if (result instanceof CasResult.Refused refused) {
      refused(made, refused, now);
    } else {
      throw new AssertionError("unhandled result: " + result);
    }
  }

  /**
   * Whether what was written is there as far as this agent knows. If not, a scan was faster than
   * the answer, or has shown a history that is gone: only the ledger knows which.
   */
  private boolean believed(Move made) {
    return made.purpose() == Purpose.REPAIR || claim.tip().contains(made.next().id());
  }

  /** After a read: was the move whose answer got lost made or not? */
  void resolve(Instant now) {
    Move made = Objects.requireNonNull(unsettled);
    if (claim.tip().damage().isPresent()) {
      // What was written may lie beneath the damage, and counts, if at all, once that is mended.
      claim.decide(now);
    } else if (claim.tip().contains(made.next().id())) {
      won(made, now);
    } else if (claim.tip().position().equals(made.request().expected().position())) {
      send(made); // the same record: a new one would conflict with it
    } else {
      lost(made, now);
    }
  }

  private void send(Move next) {
    last = next;
    underWay = true;
    settled(next);
    claim.call(call -> new ClaimEffect.Cas(call, next.request()));
  }

  private void settled(Move made) {
    if (made == unsettled) {
      unsettled = null;
    }
  }

  private void won(Move made, Instant now) {
    settled(made);
    refusals = 0;
    claim.worked();
    if (made.purpose() != Purpose.CHECKPOINT) {
      claim.desk().voice().moved(made.next(), now);
    }
    switch (made.purpose()) {
      case GRANT -> granted(made, now);
      case CHECKPOINT, RESTORE -> {} // nobody needs to hear that all is as it was
      case ANSWER -> claim.announce(Kind.ANSWERED, "", Duration.ZERO);
      case CHALLENGE -> {
        claim.announce(Kind.CHALLENGED, "", Duration.ZERO);
        claim.leaveIfAnswered(); // before this agent heard that it was made
      }
      case PUBLISH -> claim.finishing().published(Duration.between(made.since(), now));
      case RELEASE -> {
        claim.pursuit().leave();
        if (!made.reason().equals(Holding.WITHDRAWN)) {
          claim.restraint().coolDown(now); // not for what people took away: they may give it back
        }
        claim.announce(Kind.RELEASED, made.reason(), Duration.ZERO);
      }
      case CLOSE -> claim.announce(Kind.CLOSED, "", Duration.ZERO);
      case REPAIR -> claim.announce(Kind.REPAIRED, "", Duration.ZERO);
      case DONE -> claim.finishing().finished(Kind.DONE, "");
      case ESCALATE -> {
        claim.pursuit().leave();
        claim.finishing().finished(Kind.ESCALATED, made.reason());
      }
      default -> throw new AssertionError("unhandled purpose: " + made.purpose());
    }
    claim.decide(now);
  }

  private void granted(Move made, Instant now) {
    if (!claim.holds(made.next().token())) {
      claim.pursuit().leave(); // granted, and taken over before this agent heard of it
    } else if (claim.pursuit().enter(Stage.WORKING, now)) {
      claim.pursuit().startWork(Kind.GRANTED, Duration.between(made.since(), now), now);
    } // without a slot the claim is found held, and released, like one from before a restart
  }

  private void lost(Move made, Instant now) {
    settled(made);
    if (made.purpose() == Purpose.GRANT) {
      claim.pursuit().leave();
      claim.announce(Kind.LOST, "", Duration.between(made.since(), now));
    } else if (made.purpose() == Purpose.CHALLENGE) {
      claim.pursuit().leave();
    } else if (made.purpose() == Purpose.PUBLISH && !claim.holds(made.next().token())) {
      String refs = made.request().updates().stream().map(RefUpdate::branch).toList().toString();
      claim.pursuit().takenOver("publishing was refused, record and branch " + refs + " both: ");
    }
    claim.decide(now);
  }

  private void refused(Move made, CasResult.Refused refused, Instant now) {
    boolean waits = !refused.retryAfter().isZero();
    claim.trouble(made.next() + " was refused: " + refused.why(), now);
    if (List.of(Purpose.GRANT, Purpose.CHALLENGE).contains(made.purpose())) {
      claim.pursuit().leave();
      if (!waits) { // not for being one call too many
        claim.desk().lookout().distrust(claim.id().repository());
      }
    } else if (made.purpose() == Purpose.PUBLISH && !waits && ++refusals >= MAX_REFUSALS) {
      claim.pursuit().failJob("publishing was refused: " + refused.why());
    }
    claim.backOff(refused.retryAfter(), now);
  }
}
