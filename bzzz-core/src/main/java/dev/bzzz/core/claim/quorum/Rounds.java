package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.quorum.ProposerEffect.Result;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs proposers in the threads that want to know: sends what they ask, and hands them the answers.
 * Safe for use by many threads.
 */
final class Rounds {
  private static final Duration OUTDATED_PAUSE = Duration.ofMillis(100);

  private final Voter.Party party;
  private final Canvass canvass;
  private final Random random;

  Rounds(Voter.Party party, Canvass canvass, Random random) {
    this.party = party;
    this.canvass = canvass;
    this.random = random;
  }

  /**
   * What is wanted of a task, and for how long.
   *
   * @param move the expected tip and the record to follow; empty to read
   */
  record Attempt(TaskId task, Optional<Move> move, Instant until) {
    static Attempt read(TaskId task, Duration timeout) {
      return new Attempt(task, Optional.empty(), now().plus(timeout));
    }

    static Attempt move(CasRequest request, Duration timeout) {
      return new Attempt(
          request.task(),
          Optional.of(new Move(request.expected(), request.next())),
          now().plus(timeout));
    }

    Goal goal(Membership membership) {
      return move.<Goal>map(
              wanted -> new Goal.Move(wanted.expected(), wanted.next(), membership.policy()))
          .orElseGet(Goal.Read::new);
    }

    Optional<String> record() {
      return move.map(wanted -> wanted.next().id());
    }
  }

  /** A step from a tip to a record. */
  record Move(Tip expected, SignedRecord next) {}

  /** Runs an attempt to its end, by one membership after the other where the policy changes. */
  Result run(Attempt attempt, Memory memory) {
    try {
      Result result;
      do {
        Membership membership = party.membership(attempt.task().repository());
        result = run(attempt, membership, memory);
      } while (result instanceof Result.Outdated && paused(attempt.until()));
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result.Undecided("interrupted");
    }
  }

  private static boolean paused(Instant until) throws InterruptedException {
    Thread.sleep(OUTDATED_PAUSE.toMillis());
    return now().isBefore(until);
  }

  private Result run(Attempt attempt, Membership membership, Memory memory)
      throws InterruptedException {
    try (Undertaking undertaking =
        new Undertaking(
            attempt, membership, new Undertaking.Asker(party.signer().id(), memory, random))) {
      return drive(undertaking, membership);
    }
  }

  private Result drive(Undertaking proposer, Membership membership) throws InterruptedException {
    // Each question has at most one answer of each voter, and rounds are bounded by time.
    BlockingQueue<Canvass.Reply> inbox = new LinkedBlockingQueue<>();
    List<ProposerEffect> effects = proposer.on(new ProposerInput.Tick(), now());
    while (true) {
      for (ProposerEffect effect : effects) {
        if (effect instanceof ProposerEffect.Done done) {
          return done.result();
        }
        if (effect instanceof ProposerEffect.Ask ask) {
          canvass.ask(ask.round(), membership, ask.question(), inbox);
        } else {
          throw new AssertionError("unhandled effect: " + effect);
        }
      }
      effects = proposer.on(next(proposer, inbox), now());
    }
  }

  private ProposerInput next(Undertaking proposer, BlockingQueue<Canvass.Reply> inbox)
      throws InterruptedException {
    Instant deadline = proposer.deadline().orElseThrow();
    long wait = Math.max(0, Duration.between(now(), deadline).toNanos());
    Canvass.Reply reply = inbox.poll(wait, TimeUnit.NANOSECONDS);
    return reply == null
        ? new ProposerInput.Tick()
        : new ProposerInput.Heard(reply.round(), reply.voter(), canvass.answer(reply));
  }

  /** A clock that only runs forward; its zero means nothing. */
  private static Instant now() {
    return Instant.EPOCH.plusNanos(System.nanoTime());
  }
}
