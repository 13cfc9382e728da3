package dev.bzzz.core.sim;

import dev.bzzz.core.claim.Claim;
import java.util.function.Consumer;

/**
 * How simulated agents open pull requests on the simulated host. {@link SimForge} does it as
 * production does; another one tries out another way, or a broken one.
 */
@FunctionalInterface
public interface PullRequests {
  /** In place of a number: there is an open one of that branch already. */
  long CONFLICT = 0;

  /** In place of a number: the host refuses it for good. */
  long REFUSED = -1;

  /** In place of a number: the branch is gone. */
  long BRANCH_MISSING = -2;

  /**
   * Makes sure that the pull request of a published claim exists.
   *
   * @param answer hears its number or {@link #REFUSED} or {@link #BRANCH_MISSING}, or why the call
   *     failed; nothing when the process dies
   */
  void open(Claim published, HostLink link, Consumer<HostReply<Long>> answer);
}
