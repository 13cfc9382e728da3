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
    return new Attempt(now, turn.of(task, term, now), true);
  }

  @Override
  public boolean reserves() {
    return true;
  }
}
