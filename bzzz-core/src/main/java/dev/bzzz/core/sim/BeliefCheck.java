package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.message.Post;
import dev.bzzz.core.task.PollPlan;
import dev.bzzz.core.task.TaskId;

/** Watches what one process of an honest agent does on the word of others. */
final class BeliefCheck {
  /** The first look, and those that end together when it has stood still. */
  private static final int FIRST_LOOKS = 4;

  private final String name;
  private final Verdict verdict;

  BeliefCheck(String name, Verdict verdict) {
    this.name = name;
    this.verdict = verdict;
  }

  /** What it tries for, its last look at the forge has listed. */
  void tries(TaskId task, boolean listed) {
    verdict.require(
        listed,
        Invariant.S3,
        () -> name + " tries for #" + task.number() + ", which the forge does not list");
  }

  /** It asks the ledger about a task of which it may only have heard. */
  boolean exists(TaskId task, boolean known) {
    verdict.require(
        known, Invariant.S8, () -> name + " asks for a task that is not there: " + task);
    return known;
  }

  /** It has not dropped a message; its own words, come back to it, do not count. */
  void believes(SimPost post, byte[] wire, AgentId self) {
    if (post.read(wire) instanceof Post.Read.Signed signed
        && !signed.letter().from().equals(self)) {
      verdict.require(
          post.genuine(wire),
          Invariant.S8,
          () -> name + " believes what nobody signed: " + signed.letter().message());
    }
  }

  /** Its looks at the forge that have listed tasks so far, in so many microseconds. */
  void looks(int times, long micros, long interval) {
    // The polls of its own, at most so early, and as many hints; by a clock that is too fast.
    long polls = 2 * (micros + micros / 4) / interval;
    verdict.require(
        times <= polls + PollPlan.HINTS + FIRST_LOOKS,
        Invariant.L6,
        () -> name + " was made to look " + times + " times in " + micros / Micros.SECOND + " s");
  }
}
