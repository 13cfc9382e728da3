package dev.bzzz.core.claim;

import dev.bzzz.core.claim.ClaimEffect.Announce;
import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One task as one agent sees it: what the agent is after, and the one call that may be under way.
 * What to do next is decided by {@link Holding}, {@link Rivalry} and {@link Finishing}; this class
 * asks, remembers and takes in the answers.
 */
final class TaskClaim {
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
  private final Moves moves = new Moves(this);
  private boolean wanted;
  private Stage stage = Stage.IDLE;
  private Instant stageSince = Instant.MIN;
  private Instant turn = Instant.MIN;
  private @Nullable Job job;
  private boolean calling;
  private int pullRequestRefusals;
  private boolean fresh;
  private boolean unfinished;
  private String lastTrouble = "";

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

  /** Sets the mind on a free task, if it is free and nothing speaks against it. */
  void contend(Instant now) {
    if (stage == Stage.IDLE
        && !calling
        && !moves.unresolved()
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
    if (moves.unresolved()) {
      moves.resolve(now);
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
    moves.answered(result, now);
  }

  void pullRequest(long number, Instant now) {
    calling = false;
    restraint.worked();
    Finishing.opened(this, number, now);
  }

  void pullRequestFailed(String why, boolean permanent, Instant now) {
    calling = false;
    trouble("the pull request could not be opened: " + why);
    // What a forge refuses for good it refuses again; a full disk may have room by then.
    if (permanent && ++pullRequestRefusals >= Moves.MAX_REFUSALS) {
      Finishing.refused(this, why, now);
    } else {
      backOff(Duration.ZERO, now);
    }
  }

  void workSucceeded(ClaimInput.WorkSucceeded work, Instant now) {
    // Work that was stopped meanwhile has no workspace any more.
    if (job != null && job.running() && job.token().equals(work.token())) {
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
    } else if (moves.unresolved()) {
      ask();
    } else if (tip().damage().isPresent()) {
      damaged(now);
    } else if (job != null && !holds(job.token())) {
      takenOver("");
      decide(now);
    } else if (unfinished && Claim.publishedBy(tip()).isEmpty()) {
      boolean escalated = tip().state().filter(ClaimState.ESCALATED::equals).isPresent();
      finished(escalated ? Kind.ESCALATED : Kind.DONE, "by another agent");
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
    call(call -> new ClaimEffect.Read(call, id));
  }

  void move(Moves.Purpose purpose, ClaimRecord next, Instant now) {
    move(purpose, next, List.of(), now);
  }

  void move(Moves.Purpose purpose, ClaimRecord next, List<RefUpdate> updates, Instant now) {
    Instant since = purpose == Moves.Purpose.GRANT ? stageSince : now;
    if (purpose == Moves.Purpose.GRANT) {
      restraint.granted(now);
    }
    moves.make(purpose, new CasRequest(tip(), desk.sign(next), updates), since);
  }

  void openPullRequest(Claim claim) {
    call(call -> new ClaimEffect.OpenPullRequest(call, claim));
  }

  /** Begins the one call that may be under way. */
  void call(Function<CallId, ClaimEffect> effect) {
    calling = true;
    desk.emit(effect.apply(desk.call(id)));
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

  // What moves bring about, and small helpers.

  void see(Tip seen, Instant now) {
    if (watch.see(seen, now)) {
      watch.delay(
          desk.view(id.repository())
              .map(view -> desk.share(view.policy().timing().suspectAfter().dividedBy(4)))
              .orElse(Duration.ZERO));
      if (stage == Stage.CHALLENGING && !moves.unresolved() && !ownChallenge(seen) && !holds()) {
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

  boolean holds(FencingToken token) {
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

  /** The claim is somebody else's now: what was done is discarded. */
  void takenOver(String how) {
    Job lostJob = Objects.requireNonNull(job);
    leave();
    String by =
        tip()
            .record()
            .map(SignedRecord::record)
            .map(now -> "it is " + now.state() + " t" + now.term() + " by " + now.holder().brief())
            .orElse("it is gone");
    desk.emit(new ClaimEffect.StopWork(id, lostJob.token(), "the claim was lost: " + by));
    announce(Kind.TAKEN_OVER, how + by, Duration.ZERO);
  }

  void backOff(Duration atLeast, Instant now) {
    restraint.backOff(atLeast, desk, now);
    wake(restraint.notBefore());
  }

  void trouble(String why) {
    if (!why.equals(lastTrouble)) {
      lastTrouble = why;
      announce(Kind.TROUBLE, why, Duration.ZERO);
    }
  }

  /** Something was written: troubles are over. */
  void worked() {
    restraint.worked();
    lastTrouble = "";
  }

  /** The work is published; from now on somebody sees to its pull request. */
  void published(Duration took) {
    leave();
    unfinished = true;
    announce(Kind.PUBLISHED, "", took);
  }

  /** Nothing is left to do for published work, whoever did the last of it. */
  void finished(Kind how, String detail) {
    unfinished = false;
    announce(how, detail, Duration.ZERO);
  }

  void failJob(String reason) {
    if (job != null) {
      job = job.failed(reason);
    }
  }

  void announce(Kind kind, String detail, Duration took) {
    desk.emit(new Announce(kind, tip(), detail, took));
  }
}
