package dev.bzzz.core.sim;

import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.task.TaskId;

/**
 * A pull request on the simulated host.
 *
 * @param number counts issues and pull requests
 * @param task whose
 * @param branch its head branch
 * @param open whether it is neither merged nor closed
 */
public record SimPull(long number, TaskId task, String branch, boolean open) {
  TaskFacts.Pull fact() {
    long term = Long.parseLong(branch.substring(branch.lastIndexOf('t') + 1));
    return new TaskFacts.Pull(
        number, term, open ? PullRequest.State.OPEN : PullRequest.State.CLOSED);
  }

  SimPull closed() {
    return new SimPull(number, task, branch, false);
  }
}
