package dev.bzzz.core.claim;

import dev.bzzz.core.Spans;
import dev.bzzz.core.claim.ClaimEffect.Announce;
import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.claim.Pursuit.Stage;
import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One task as one agent sees it: what the agent is after, and the one call that may be under way.
 * What to do next is decided by {@link Deciding}; this class asks, remembers and takes in the
 * answers.
 */
final class TaskClaim {
  private final TaskId id;
  private final ClaimDesk desk;
  private final TipWatch watch;
  private final Restraint restraint = new Restraint();
  private final Moves moves = new Moves(this);
  private final Pursuit pursuit = new Pursuit(this);
  private final Contention contention = new Contention(this);
  private final Finishing finishing = new Finishing(this);
  private final Told told = new Told();
  private boolean wanted;
  private boolean calling;
  private boolean fresh;

  TaskClaim(TaskId id, ClaimDesk desk) {
    this.id = id;
    this.desk = desk;
    this.watch = new TipWatch(id);
  }

  // What the deciders ask.

  TaskId id() {
    return id;
  }

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

  TaskFacts facts() {
    return desk.facts(id);
  }

  Moves moves() {
    return moves;
  }

  Pursuit pursuit() {
    return pursuit;
  }

  Finishing finishing() {
    return finishing;
  }

  Contention contention() {
    return contention;
  }

  /** Whether an answer is awaited. */
  boolean calling() {
    return calling;
  }

  /** Whether nothing is under way, and nothing would be lost by forgetting the task. */
  boolean resting(Instant now) {
    return !calling
        && !moves.unresolved()
        && !finishing.unfinished()
        && !facts().untold(tip())
        && pursuit.isAt(Stage.IDLE)
        && restraint.over(now);
  }

  /** Whether the tip was read just now, so that a move may be based on it. */
  boolean fresh() {
    return fresh;
  }

  LedgerView view() {
    return desk.view(id.repository()).orElseThrow();
  }

  /** Whether the policy names this agent, so that it may write at all. */
  boolean authorised() {
    return view().policy().authorises(desk.self());
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

  /** The one call is over; what it has brought follows. */
  void answered() {
    calling = false;
  }

  void read(Tip answer, Instant now) {
    watch.read(now);
    restraint.worked();
    learn(answer, now);
    fresh = true;
    if (moves.unresolved()) {
      moves.resolve(now);
    } else {
      decide(now);
    }
    fresh = false;
  }

  void readFailed(String why, Instant now) {
    trouble(why, now);
    backOff(Duration.ZERO, now);
  }

  void workSucceeded(ClaimInput.WorkSucceeded work, Instant now) {
    if (pursuit.succeeded(work)) {
      decide(now);
    }
  }

  void workFailed(FencingToken token, String reason, Instant now) {
    if (pursuit.failed(token, reason)) {
      decide(now);
    }
  }

  /** Decides what to do next, unless an answer is awaited. */
  void decide(Instant now) {
    Deciding.decide(this, now);
  }

  // What the deciders order.

  void ask() {
    call(call -> new ClaimEffect.Read(call, id));
  }

  void move(Moves.Purpose purpose, ClaimRecord next, Instant now) {
    move(purpose, next, List.of(), now);
  }

  void move(Moves.Purpose purpose, ClaimRecord next, List<RefUpdate> updates, Instant now) {
    Instant since = purpose == Moves.Purpose.GRANT ? pursuit.since() : now;
    if (purpose == Moves.Purpose.GRANT) {
      restraint.granted(now);
    }
    moves.make(purpose, new CasRequest(tip(), desk.sign(next), updates), since);
  }

  /** Begins the one call that may be under way. */
  void call(Function<CallId, ClaimEffect> effect) {
    calling = true;
    desk.emit(effect.apply(desk.call(id)));
  }

  /** Something says that the ledger holds another record than the known one: reads it. */
  void hint(Instant now) {
    boolean recently = watch.lastRead().plus(Spans.part(timing().grace(), 10)).isAfter(now);
    if (!calling && !moves.unresolved() && !recently) {
      ask();
    }
  }

  /**
   * How long this agent lets others go first before it moves against what the tip says, or in its
   * holder's place.
   */
  Duration holdBack() {
    return desk.strategy().holdBack(id, contention.term()).orElse(watch.delay());
  }

  /**
   * Whether it is late enough to move against what the tip says, or in its holder's place, for this
   * agent as well; if not, wakes when it may be.
   *
   * @param due when the first may; only then it is asked who that is, since that is dear
   */
  boolean mayStepIn(Instant due, Instant now) {
    return reached(due, now) && reached(due.plus(holdBack()), now);
  }

  /** Whether a time has come; if not, wakes when it has. */
  boolean reached(Instant at, Instant now) {
    if (now.isBefore(at)) {
      wake(at);
      return false;
    }
    return true;
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

  // What moves bring about, and small helpers.

  /** Takes in what a scan has shown. */
  void see(Tip seen, Instant now) {
    TipWatch.Change change = watch.see(seen, now);
    if (change == TipWatch.Change.DOUBTED) {
      hint(now);
    } else {
      changed(change, now);
    }
  }

  /** Takes in what the ledger has answered. */
  void learn(Tip answer, Instant now) {
    changed(watch.learn(answer, now), now);
  }

  private void changed(TipWatch.Change change, Instant now) {
    if (change == TipWatch.Change.REPLACED) {
      trouble("its history was replaced by another one; that of the host counts now", now);
    }
    if (change != TipWatch.Change.NONE) {
      desk.wanted().changed();
      desk.strategy().moved(id);
      watch.delay(
          desk.view(id.repository())
              .map(view -> desk.share(Spans.part(view.policy().timing().suspectAfter(), 4)))
              .orElse(Duration.ZERO));
      if (!moves.unresolved()) {
        leaveIfAnswered();
      }
    }
  }

  /** Gives the slot of a challenge back when the holder lives, or somebody else was faster. */
  void leaveIfAnswered() {
    if (pursuit.isAt(Stage.CHALLENGING) && !ownChallenge() && !holds()) {
      pursuit.leave();
    }
  }

  private boolean ownChallenge() {
    return tip()
        .record()
        .flatMap(signed -> signed.record().challenger())
        .filter(desk.self()::equals)
        .isPresent();
  }

  boolean holds() {
    return Claim.holds(desk.self(), tip());
  }

  boolean holds(FencingToken token) {
    return Claim.heldBy(desk.self(), tip())
        .filter(claim -> claim.token().equals(token))
        .isPresent();
  }

  void backOff(Duration atLeast, Instant now) {
    restraint.backOff(atLeast, desk, now);
    wake(restraint.notBefore());
  }

  void trouble(String why, Instant now) {
    if (told.news(why, now)) {
      announce(Kind.TROUBLE, why, Duration.ZERO);
    }
  }

  /** Something was written: troubles are over. */
  void worked() {
    restraint.worked();
    told.over();
  }

  void announce(Kind kind, String detail, Duration took) {
    desk.emit(new Announce(kind, tip(), detail, took));
  }
}
