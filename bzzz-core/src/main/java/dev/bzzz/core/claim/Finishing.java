package dev.bzzz.core.claim;

import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.claim.Moves.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What an agent does about work that is over: see to it that the pull request of published work
 * exists, and record that; see to it that a human hears of an escalated task. The holder does so at
 * once; anybody else helps when the record has stood still for the grace.
 */
final class Finishing {
  private final TaskClaim claim;
  private boolean unfinished;
  private int refusals;
  private int restorations;
  private Instant called = Instant.MIN;
  private @Nullable Opened opened;

  /**
   * A pull request that is to be recorded, in the company of another move if one comes in time.
   *
   * @param token the grant it belongs to
   * @param due when it is recorded at the latest
   */
  private record Opened(FencingToken token, long number, Instant due) {}

  Finishing(TaskClaim claim) {
    this.claim = claim;
  }

  /** Whether this agent has published work here and not yet heard that it is finished. */
  boolean unfinished() {
    return unfinished;
  }

  /** The work is published; from now on somebody sees to its pull request. */
  void published(Duration took) {
    claim.pursuit().published();
    unfinished = true;
    claim.announce(Kind.PUBLISHED, "", took);
  }

  /** Nothing is left to do for published work, whoever did the last of it. */
  void finished(Kind how, String detail) {
    unfinished = false;
    waitNoMore();
    claim.pursuit().finished();
    claim.announce(how, detail, Duration.ZERO);
  }

  /** Closes pull requests that newer published work has made out of date. */
  void tidy() {
    Tip tip = claim.tip();
    TaskFacts facts = claim.facts();
    if (facts.pulls().isEmpty()
        || tip.damage().isPresent()
        || claim.desk().stopping()
        || !claim.authorised()) {
      return;
    }
    long term = tip.record().map(SignedRecord::record).map(this::lastPublished).orElse(0L);
    OptionalLong recorded =
        tip.isIn(ClaimState.DONE) ? tip.record().orElseThrow().record().pr() : OptionalLong.empty();
    for (TaskFacts.Pull pull : facts.stale(term, recorded)) {
      String why =
          pull.term() < term || recorded.isEmpty()
              ? "The work of term " + term + " is published and takes the place of this one."
              : "This work is done with pull request #" + recorded.getAsLong() + " already.";
      claim.desk().emit(new ClaimEffect.ClosePullRequest(claim.id(), pull.number(), why));
    }
  }

  /**
   * The last term of which work was published, 0 while that does not matter. When people were
   * called to work that was not, it is that of the newest pull request: nobody else works here now
   * who would close the older ones.
   */
  private long lastPublished(ClaimRecord record) {
    boolean escalated = record.state() == ClaimState.ESCALATED;
    if (escalated && record.work().head().isEmpty()) {
      return claim.facts().lastOpen(record.term());
    }
    boolean published =
        escalated || record.state() == ClaimState.PUBLISHED || record.state() == ClaimState.DONE;
    return published ? record.term() : 0;
  }

  void decide(Instant now) {
    Claim published = Claim.publishedBy(claim.tip()).orElseThrow();
    boolean own = published.holder().equals(claim.desk().self());
    Opened pull = opened;
    if (pull != null && pull.token().equals(published.token())) {
      record(pull, now);
      return;
    }
    if (claim.desk().stopping() && !own) {
      return;
    }
    boolean closed = claim.facts().closed();
    Instant since = claim.watch().since();
    if (!own && !claim.mayStepIn(since.plus(claim.timing().grace()), now)) {
      return;
    }
    if ((!own || closed) && !claim.fresh()) {
      claim.ask();
    } else if (closed) {
      claim.pursuit().finished();
      // A closed issue gets no pull request any more; one that it has is recorded.
      OptionalLong pr =
          claim.facts().pull(published.token().term()).stream()
              .mapToLong(TaskFacts.Pull::number)
              .findFirst();
      claim.move(Purpose.DONE, claim.next(now).done(pr), now);
    } else {
      claim.call(call -> new ClaimEffect.OpenPullRequest(call, published));
    }
  }

  /**
   * Sees to it that a human hears of an escalated task: who escalated it may have died before it
   * said so on the issue.
   */
  void callHuman(Instant now) {
    Tip tip = claim.tip();
    if (!claim.facts().untold(tip) || claim.desk().stopping()) {
      return;
    }
    boolean own = tip.record().orElseThrow().record().actor().equals(claim.desk().self());
    Instant since = claim.watch().since().isAfter(called) ? claim.watch().since() : called;
    Instant due = since.plus(claim.timing().grace());
    if (own ? claim.reached(due, now) : claim.mayStepIn(due, now)) {
      called = now;
      claim.desk().emit(new ClaimEffect.CallHuman(tip));
    }
  }

  /** The pull request exists. */
  void opened(long number, Instant now) {
    claim.restraint().worked();
    claim.pursuit().finished();
    Optional<Claim> published = Claim.publishedBy(claim.tip());
    if (published.isPresent()) {
      boolean alone = !claim.view().gathers() || claim.desk().stopping();
      Instant due = alone ? now : now.plus(claim.timing().gathering());
      opened = new Opened(published.get().token(), number, due);
      record(opened, now);
    }
  }

  /** Another move of this repository is made now, with which the record can go. */
  void ride(Instant now) {
    Opened pull = opened;
    Optional<Claim> published = Claim.publishedBy(claim.tip());
    if (pull == null || !published.map(Claim::token).equals(Optional.of(pull.token()))) {
      waitNoMore(); // somebody else has recorded it
    } else if (!claim.calling()
        && !claim.moves().unresolved()
        && claim.authorised()
        && !now.isBefore(claim.restraint().notBefore())) {
      done(pull, now);
    }
  }

  private void record(Opened pull, Instant now) {
    if (now.isBefore(pull.due()) && !claim.desk().stopping()) {
      claim.desk().gathering().waits(claim.id(), true);
      claim.wake(pull.due());
    } else {
      done(pull, now);
    }
  }

  private void done(Opened pull, Instant now) {
    claim.move(Purpose.DONE, claim.next(now).done(OptionalLong.of(pull.number())), now);
  }

  private void waitNoMore() {
    opened = null;
    claim.desk().gathering().waits(claim.id(), false);
  }

  /** The branch is gone: it is created again, together with a record, and then asked for again. */
  void branchMissing(String why, Instant now) {
    claim.pursuit().finished();
    Optional<Claim> published = Claim.publishedBy(claim.tip());
    boolean mayRestore =
        published.isPresent() && Step.recordsLeft(claim.tip().record().orElseThrow().record());
    if (!mayRestore || ++restorations > Moves.MAX_REFUSALS) {
      failed(why, true, now);
      return;
    }
    claim.trouble(why, now);
    claim.move(
        Purpose.RESTORE,
        claim.next(now).restoreBranch(),
        List.of(published.get().restoreBranch()),
        now);
  }

  /** The pull request could not be opened. */
  void failed(String why, boolean permanent, Instant now) {
    claim.pursuit().finished();
    claim.trouble("the pull request could not be opened: " + why, now);
    // What a forge refuses for good it refuses again; a full disk may have room by then.
    if (!permanent || ++refusals < Moves.MAX_REFUSALS) {
      claim.backOff(Duration.ZERO, now);
    } else if (Claim.publishedBy(claim.tip()).isPresent()) {
      String reason = "the forge refuses the pull request: " + claim.desk().told(why);
      claim.move(Purpose.ESCALATE, claim.next(now).escalate(reason), now);
    }
  }
}
