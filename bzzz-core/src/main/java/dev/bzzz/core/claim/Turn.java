package dev.bzzz.core.claim;

import dev.bzzz.core.task.TaskId;
import java.time.Instant;

/** When an agent's turn to try for a free task comes; the part in which simple protocols differ. */
@FunctionalInterface
public interface Turn {
  /**
   * The time to try.
   *
   * @param term the term the grant would open
   * @param now when the agent set its mind on the task
   * @return {@code now} or later
   */
  Instant of(TaskId task, long term, Instant now);
}
