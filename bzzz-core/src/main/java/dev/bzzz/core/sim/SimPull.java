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
 * @param state open, merged or closed
 */
public record SimPull(long number, TaskId task, String branch, PullRequest.State state) {
  /** Whether it is neither merged nor closed. */
  public boolean open() {
    return state == PullRequest.State.OPEN;
  }

  TaskFacts.Pull fact() {
    long term = Long.parseLong(branch.substring(branch.lastIndexOf('t') + 1));
    return new TaskFacts.Pull(number, term, state);
  }

  SimPull ended(PullRequest.State how) {
    return new SimPull(number, task, branch, how);
  }
}
