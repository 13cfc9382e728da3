package dev.bzzz.core.agent;

import dev.bzzz.core.repo.Workspace;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.core.task.Task;

/** Does the work of a task. Safe for use by many threads, one workspace each. */
@FunctionalInterface
public interface Worker {
  /**
   * Makes the change in the workspace, commits it there and tests it. Publishes nothing.
   *
   * @return how it ended; a failure is a value
   * @throws InterruptedException if the claim was lost or the agent stops; the work is discarded
   */
  WorkResult work(Task task, Workspace workspace, Sandbox sandbox, WorkContext context)
      throws InterruptedException;
}
