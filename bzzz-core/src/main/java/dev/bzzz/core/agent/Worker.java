package dev.bzzz.core.agent;

import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.Workspace;
import dev.bzzz.core.repo.WorkspaceFactory;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.core.task.Task;
import java.util.Optional;

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

  /**
   * Why this worker could do no task at all of a repository as it is at a commit; nothing by
   * default. Asked once for each head of the default branch, before any of its tasks is claimed:
   * while there is a reason none is, so that one mistake does not use up the attempts of them all.
   *
   * @param files where to read files of the commit
   * @return what is wrong and what to do, for people
   * @throws dev.bzzz.core.BzzzException if that cannot be told now; it is asked again later
   */
  default Optional<String> objection(Repository repository, String head, WorkspaceFactory files) {
    return Optional.empty();
  }
}
