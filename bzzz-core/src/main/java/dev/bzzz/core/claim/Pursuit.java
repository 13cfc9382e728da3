package dev.bzzz.core.claim;

import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is after in one task: the stage it has come to, the slot that takes, and the work
 * under way.
 */
final class Pursuit {
  /** What the agent is after; every stage but IDLE uses up a slot. */
  enum Stage {
    IDLE,
    CONTENDING,
    CHALLENGING,
    WORKING,
    FINISHING
  }

  private final TaskClaim claim;
  private Stage stage = Stage.IDLE;
  private Instant since = Instant.MIN;
  private @Nullable Job job;

  Pursuit(TaskClaim claim) {
    this.claim = claim;
  }

  Stage stage() {
    return stage;
  }

  boolean isAt(Stage asked) {
    return stage == asked;
  }

  /** When this stage was entered. */
  Instant since() {
    return since;
  }

  Optional<Job> job() {
    return Optional.ofNullable(job);
  }

  /** Goes after something, which takes a slot; false when none is free. */
  boolean enter(Stage next, Instant now) {
    if (stage == Stage.IDLE && !claim.desk().takeSlot()) {
      return false;
    }
    if (stage != next) {
      stage = next;
      since = now;
    }
    claim.desk().works(claim.id(), stage == Stage.WORKING);
    return true;
  }

  /** Goes back to watching. */
  void leave() {
    if (stage != Stage.IDLE) {
      stage = Stage.IDLE;
      claim.desk().works(claim.id(), false);
      claim.desk().freeSlot();
    }
    job = null;
  }

  /**
   * The work is published. Where moves go together the slot is kept until the forge has answered
   * for the first time: then what is taken next can take along that this is done.
   */
  void published() {
    if (stage == Stage.WORKING && claim.view().gathers() && !claim.desk().stopping()) {
      stage = Stage.FINISHING;
      job = null;
      claim.desk().works(claim.id(), false);
    } else {
      leave();
    }
  }

  /** The forge has answered, or need not be asked. */
  void finished() {
    if (stage == Stage.FINISHING) {
      leave();
    }
  }

  /** Starts the work of a claim this agent holds; the stage is WORKING already. */
  void startWork(Kind kind, Duration took, Instant now) {
    Claim held = Claim.heldBy(claim.desk().self(), claim.tip()).orElseThrow();
    job = Job.started(held.token(), now);
    claim.announce(kind, "", took);
    claim.desk().emit(new ClaimEffect.StartWork(held));
  }

  /** Takes in that the work is done; false when it is not, or no longer, this agent's work. */
  boolean succeeded(ClaimInput.WorkSucceeded work) {
    // Work that was stopped meanwhile has no workspace any more.
    if (job == null || !job.running() || !job.token().equals(work.token())) {
      return false;
    }
    job = job.succeeded(work.head(), work.objects());
    return true;
  }

  /** Takes in that the work came to nothing; false when it is not this agent's work. */
  boolean failed(FencingToken token, String reason) {
    if (job == null || !job.token().equals(token)) {
      return false;
    }
    job = job.failed(reason);
    return true;
  }

  /** What was done cannot be published; the claim is released next. */
  void failJob(String reason) {
    if (job != null) {
      job = job.failed(reason);
    }
  }

  /** Stops running work; the claim is released next. */
  void abandon(String reason) {
    Job running = Objects.requireNonNull(job);
    claim.desk().emit(new ClaimEffect.StopWork(claim.id(), running.token(), reason));
    job = running.failed(reason);
  }

  /** The policy no longer names this agent: whatever it was after is dropped. */
  void dismissed() {
    if (job == null) {
      leave();
      return;
    }
    FencingToken token = job.token();
    leave();
    String why = "the policy no longer names this agent";
    claim.desk().emit(new ClaimEffect.StopWork(claim.id(), token, why));
    claim.announce(Kind.TAKEN_OVER, why, Duration.ZERO);
  }

  /** The claim is somebody else's now: what was done is discarded. */
  void takenOver(String how) {
    Job lostJob = Objects.requireNonNull(job);
    leave();
    String by =
        claim
            .tip()
            .record()
            .map(SignedRecord::record)
            .map(now -> "it is " + now.state() + " t" + now.term() + " by " + now.holder().brief())
            .orElse("it is gone");
    claim
        .desk()
        .emit(new ClaimEffect.StopWork(claim.id(), lostJob.token(), "the claim was lost: " + by));
    claim.announce(Kind.TAKEN_OVER, how + by, Duration.ZERO);
  }
}
