package dev.bzzz.core.claim;

import dev.bzzz.core.claim.ClaimEffect.Announce;
import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task as one agent sees it: what the agent is after, and the one call that may be under way.
 * What to do next is decided by {@link Holding}, {@link Rivalry} and {@link Finishing}; this class
 * asks, remembers and takes in the answers.
 */
final class TaskClaim {
  /** A publish that was refused so often is given up. */
  static final int MAX_REFUSALS = 3;

  /** What the agent is after; every stage but IDLE uses up a slot. */
  enum Stage {
    IDLE,
    CONTENDING,
    CHALLENGING,
    WORKING
  }

  private final TaskId id;
  private final ClaimDesk desk;
  private final TipWatch watch;
  private final Restraint restraint = new Restraint();
  private boolean wanted;
  private Stage stage = Stage.IDLE;
  private Instant stageSince = Instant.MIN;
  private Instant turn = Instant.MIN;
  private @Nullable Job job;
  private boolean calling;
  private boolean fresh;
  private @Nullable Attempt attempt;
  private boolean unresolved;
  private int refusals;
  private String lastTrouble = "";

  /** A compare-and-swap that was sent, and possibly not heard of. */
  private record Attempt(Purpose purpose, CasRequest request, Instant since) {
    SignedRecord next() {
      return request.next();
    }

    String reason() {
      return next().record().reason().orElse("");
    }
  }

  /** What a compare-and-swap is for. */
  enum Purpose {
    GRANT,
    CHECKPOINT,
    ANSWER,
    CHALLENGE,
    PUBLISH,
    RELEASE,
    DONE,
    ESCALATE
  }

  TaskClaim(TaskId id, ClaimDesk desk) {
    this.id = id;
    this.desk = desk;
    this.watch = new TipWatch(id);
  }

  // What the deciders ask.

  ClaimDesk desk() {
    return desk;
  }

  TipWatch watch() {
    return watch;
  }

  Tip tip() {
    return watch.tip();
  }

  Restraint restraint() {
    return restraint;
  }

  boolean wanted() {
    return wanted;
  }

  Stage stage() {
    return stage;
  }

  /** When this agent's turn comes to try for the task. */
  Instant turn() {
    return turn;
  }

  Optional<Job> job() {
    return Optional.ofNullable(job);
  }

  /** Whether the tip was read just now, so that a move may be based on it. */
  boolean fresh() {
    return fresh;
  }

  LedgerView view() {
    return desk.view(id.repository()).orElseThrow();
  }

  ClaimTiming timing() {
    return view().policy().timing();
  }

  /** What may follow the tip, written by this agent now. */
  NextRecord next(Instant now) {
    return NextRecord.after(tip(), desk.stamp(view(), now));
  }

  // What befalls the task.

  void want(boolean isWanted) {
    wanted = isWanted;
  }

  void observe(Tip seen, Instant now) {
    see(seen, now);
  }

  /** Sets the mind on a free task, if it is free and nothing speaks against it. */
  void contend(Instant now) {
    if (stage == Stage.IDLE
        && !calling
        && !unresolved
        && Rivalry.vacant(tip())
        && !now.isBefore(restraint.notBefore())
        && !restraint.coolingDown(now)
        && mayGrant(now)
        && enter(Stage.CONTENDING, now)) {
      long term = tip().record().map(signed -> signed.record().term()).orElse(0L) + 1;
      turn = desk.turn(id, term, now);
      decide(now);
    }
  }

  void read(Tip answer, Instant now) {
    calling = false;
    watch.read(now);
    restraint.worked();
    see(answer, now);
    if (unresolved) {
      resolve(now);
    } else {
      fresh = true;
      decide(now);
      fresh = false;
    }
  }

  void readFailed(String why, Instant now) {
    calling = false;
    trouble(why);
    backOff(Duration.ZERO, now);
  }

  void cas(CasResult result, Instant now) {
    calling = false;
    Attempt made = Objects.requireNonNull(attempt);
    if (result instanceof CasResult.Won won) {
      see(won.tip(), now);
      won(made, now);
    } else if (result instanceof CasResult.Lost lost) {
      see(lost.now(), now);
      lost(made, now);
    } else if (result instanceof CasResult.Unknown unknown) {
      unresolved = true;
      trouble("it is not known whether " + made.next() + " was written: " + unknown.why());
      backOff(Duration.ZERO, now);
    } else if (result instanceof CasResult.Refused refused) {
      refused(made, refused, now);
    } else {
      throw new AssertionError("unhandled result: " + result);
    }
  }

  void pullRequest(long number, Instant now) {
    calling = false;
    restraint.worked();
    Finishing.opened(this, number, now);
  }

  void pullRequestFailed(String why, boolean permanent, Instant now) {
    calling = false;
    trouble("the pull request could not be opened: " + why);
    if (permanent) {
      Finishing.refused(this, why, now);
    } else {
      backOff(Duration.ZERO, now);
    }
  }

  void workSucceeded(ClaimInput.WorkSucceeded work, Instant now) {
    if (job != null && job.token().equals(work.token())) {
      job = job.succeeded(work.head(), work.objects());
      decide(now);
    }
  }

  void workFailed(FencingToken token, String reason, Instant now) {
    if (job != null && job.token().equals(token)) {
      job = job.failed(reason);
      decide(now);
    }
  }

  /** Decides what to do next, unless an answer is awaited. */
  void decide(Instant now) {
    if (calling || desk.view(id.repository()).isEmpty()) {
      return;
    }
    if (now.isBefore(restraint.notBefore())) {
      wake(restraint.notBefore());
    } else if (unresolved) {
      ask();
    } else if (tip().damage().isPresent()) {
      damaged(now);
    } else if (job != null && !holds(job.token())) {
      takenOver();
      decide(now);
    } else if (holds()) {
      Holding.decide(this, now);
    } else if (tip().state().filter(ClaimState.PUBLISHED::equals).isPresent()) {
      Finishing.decide(this, now);
    } else {
      Rivalry.decide(this, now);
    }
  }

  // What the deciders order.

  void ask() {
    calling = true;
    desk.emit(new ClaimEffect.Read(desk.call(id), id));
  }

  void move(Purpose purpose, ClaimRecord next, Instant now) {
    move(purpose, next, List.of(), now);
  }

  void move(Purpose purpose, ClaimRecord next, List<RefUpdate> updates, Instant now) {
    Instant since = purpose == Purpose.GRANT ? stageSince : now;
    if (purpose == Purpose.GRANT) {
      restraint.granted(now);
    }
    send(new Attempt(purpose, new CasRequest(tip(), desk.sign(next), updates), since));
  }

  void openPullRequest(Claim claim) {
    calling = true;
    desk.emit(new ClaimEffect.OpenPullRequest(desk.call(id), claim));
  }

  void wake(Instant at) {
    desk.wake(id, at);
  }

  /** Whether one more grant record is within the quota; if not, wakes when it is. */
  boolean mayGrant(Instant now) {
    Optional<Instant> later = restraint.nextGrant(now);
    later.ifPresent(this::wake);
    return later.isEmpty();
  }

  /** Goes after something, which takes a slot; false when none is free. */
  boolean enter(Stage next, Instant now) {
    if (stage == Stage.IDLE && !desk.takeSlot()) {
      return false;
    }
    if (stage != next) {
      stage = next;
      stageSince = now;
    }
    return true;
  }

  /** Goes back to watching. */
  void leave() {
    if (stage != Stage.IDLE) {
      stage = Stage.IDLE;
      desk.freeSlot();
    }
    job = null;
  }

  /** Starts the work of a claim this agent holds; the stage is WORKING already. */
  void startWork(Kind kind, Duration took, Instant now) {
    Claim claim = Claim.heldBy(desk.self(), tip()).orElseThrow();
    job = Job.started(claim.token(), now);
    announce(kind, "", took);
    desk.emit(new ClaimEffect.StartWork(claim));
  }

  /** Stops running work; the claim is released next. */
  void abandon(String reason) {
    Job running = Objects.requireNonNull(job);
    desk.emit(new ClaimEffect.StopWork(id, running.token(), reason));
    job = running.failed(reason);
  }

  // How attempts end.

  private void won(Attempt made, Instant now) {
    unresolved = false;
    refusals = 0;
    lastTrouble = "";
    restraint.worked();
    switch (made.purpose()) {
      case GRANT -> granted(made, now);
      case CHECKPOINT -> {} // nobody needs to hear that work goes on
      case ANSWER -> announce(Kind.ANSWERED, "", Duration.ZERO);
      case CHALLENGE -> announce(Kind.CHALLENGED, "", Duration.ZERO);
      case PUBLISH -> {
        leave();
        announce(Kind.PUBLISHED, "", Duration.between(made.since(), now));
      }
      case RELEASE -> {
        leave();
        restraint.coolDown(now);
        announce(Kind.RELEASED, made.reason(), Duration.ZERO);
      }
      case DONE -> announce(Kind.DONE, "", Duration.ZERO);
      case ESCALATE -> {
        leave();
        announce(Kind.ESCALATED, made.reason(), Duration.ZERO);
      }
      default -> throw new AssertionError("unhandled purpose: " + made.purpose());
    }
    decide(now);
  }

  private void granted(Attempt made, Instant now) {
    if (!holds(made.next().token())) {
      leave(); // granted, and taken over before this agent heard of it
    } else if (enter(Stage.WORKING, now)) {
      startWork(Kind.GRANTED, Duration.between(made.since(), now), now);
    } // without a slot the claim is found held, and released, like one from before a restart
  }

  private void lost(Attempt made, Instant now) {
    unresolved = false;
    if (made.purpose() == Purpose.GRANT) {
      leave();
      announce(Kind.LOST, "", Duration.between(made.since(), now));
    } else if (made.purpose() == Purpose.CHALLENGE) {
      leave();
    }
    decide(now);
  }

  private void refused(Attempt made, CasResult.Refused refused, Instant now) {
    trouble(made.next() + " was refused: " + refused.why());
    if (made.purpose() == Purpose.GRANT || made.purpose() == Purpose.CHALLENGE) {
      leave();
    } else if (made.purpose() == Purpose.PUBLISH && ++refusals >= MAX_REFUSALS && job != null) {
      job = job.failed("publishing was refused: " + refused.why());
    }
    backOff(refused.retryAfter(), now);
  }

  /** After a read: was the attempt whose answer got lost made or not? */
  private void resolve(Instant now) {
    Attempt made = Objects.requireNonNull(attempt);
    if (tip().contains(made.next().id())) {
      won(made, now);
    } else if (tip().position().equals(made.request().expected().position())) {
      send(made); // the same record: a new one would conflict with it
    } else {
      lost(made, now);
    }
  }

  private void send(Attempt next) {
    attempt = next;
    unresolved = false;
    calling = true;
    desk.emit(new ClaimEffect.Cas(desk.call(id), next.request()));
  }

  // Small helpers.

  private void see(Tip seen, Instant now) {
    if (watch.see(seen, now)) {
      watch.delay(
          desk.view(id.repository())
              .map(view -> desk.share(view.policy().timing().suspectAfter().dividedBy(4)))
              .orElse(Duration.ZERO));
      if (stage == Stage.CHALLENGING && !unresolved && !ownChallenge(seen) && !holds()) {
        leave(); // the holder lives, or somebody else was faster
      }
    }
  }

  private boolean ownChallenge(Tip seen) {
    return seen.record()
        .flatMap(signed -> signed.record().challenger())
        .filter(desk.self()::equals)
        .isPresent();
  }

  private boolean holds() {
    return Claim.heldBy(desk.self(), tip()).isPresent();
  }

  private boolean holds(FencingToken token) {
    return Claim.heldBy(desk.self(), tip())
        .filter(claim -> claim.token().equals(token))
        .isPresent();
  }

  /** A register that cannot be used is left alone; running work goes on, and it is read again. */
  private void damaged(Instant now) {
    trouble(tip().damage().orElseThrow());
    if (stage == Stage.CONTENDING || stage == Stage.CHALLENGING) {
      leave();
    } else if (stage == Stage.WORKING) {
      Instant again = now.plus(timing().grace());
      if (fresh || watch.lastRead().plus(timing().grace()).isAfter(now)) {
        wake(again);
      } else {
        ask();
      }
    }
  }

  private void takenOver() {
    Job lostJob = Objects.requireNonNull(job);
    leave();
    String by =
        tip()
            .record()
            .map(SignedRecord::record)
            .map(now -> "it is " + now.state() + " t" + now.term() + " by " + now.holder().brief())
            .orElse("it is gone");
    desk.emit(new ClaimEffect.StopWork(id, lostJob.token(), "the claim was lost: " + by));
    announce(Kind.TAKEN_OVER, by, Duration.ZERO);
  }

  private void backOff(Duration atLeast, Instant now) {
    restraint.backOff(atLeast, desk, now);
    wake(restraint.notBefore());
  }

  private void trouble(String why) {
    if (!why.equals(lastTrouble)) {
      lastTrouble = why;
      announce(Kind.TROUBLE, why, Duration.ZERO);
    }
  }

  private void announce(Kind kind, String detail, Duration took) {
    desk.emit(new Announce(kind, tip(), detail, took));
  }
}
