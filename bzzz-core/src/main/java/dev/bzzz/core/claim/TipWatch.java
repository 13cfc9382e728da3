package dev.bzzz.core.claim;

import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;

/** The newest tip an agent knows of a task, and since when. */
final class TipWatch {
  private Tip tip;
  private Instant since = Instant.MIN;
  private Instant lastRead = Instant.MIN;
  private Duration delay = Duration.ZERO;

  TipWatch(TaskId task) {
    this.tip = Tip.none(task);
  }

  Tip tip() {
    return tip;
  }

  /** When this agent first saw the record the tip is at. */
  Instant since() {
    return since;
  }

  /** When a read was last answered. */
  Instant lastRead() {
    return lastRead;
  }

  /** This agent's own delay before it moves against this tip; drawn anew for each record. */
  Duration delay() {
    return delay;
  }

  /**
   * Takes in what was seen, unless this agent knows of something newer.
   *
   * @return whether the register has moved since it was last seen
   */
  boolean see(Tip seen, Instant now) {
    if (seen.damage().isEmpty() && seq(seen) < seq(tip)) {
      return false; // a view taken before something this agent already knows
    }
    boolean moved =
        since.equals(Instant.MIN)
            || !seen.position().equals(tip.position())
            || !seen.damage().equals(tip.damage());
    tip = seen;
    if (moved) {
      since = now;
    }
    return moved;
  }

  void read(Instant now) {
    lastRead = now;
  }

  void delay(Duration drawn) {
    delay = drawn;
  }

  private static long seq(Tip tip) {
    return tip.record().map(signed -> signed.record().seq()).orElse(0L);
  }
}
