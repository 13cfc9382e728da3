package dev.bzzz.core.claim;

import dev.bzzz.core.task.TaskId;
import java.time.Instant;

/** A strategy that is one fixed time for each try, and knows of nobody else. */
final class TurnStrategy implements Strategy {
  private final Turn turn;

  TurnStrategy(Turn turn) {
    this.turn = turn;
  }

  @Override
  public Attempt attempt(TaskId task, long term, Instant now) {
    Instant at = turn.of(task, term, now);
    if (at == null) {
      throw new NullPointerException("the Turn of " + name() + " returned null; 'now' is at once");
    }
    return new Attempt(now, at, true);
  }

  /** Of its class, or of the class that a lambda stands in. */
  private String name() {
    return turn.getClass().getName().replaceFirst("\\$\\$Lambda.*", "");
  }

  @Override
  public boolean reserves() {
    return true;
  }
}
