package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.PolicyHistory;
import dev.bzzz.core.repo.RepositoryId;

/**
 * Where a ledger that is not in git learns the policies of repositories. Asked for every request,
 * so it answers from memory and looks at the repository every few seconds at most; a change of the
 * policy counts once it is seen here. Safe for use by many threads.
 */
@FunctionalInterface
public interface PolicySource {
  /**
   * The policy of a repository now.
   *
   * @throws dev.bzzz.core.PermanentException if the repository has none or does not exist
   * @throws dev.bzzz.core.TransientException if it cannot be had now
   */
  Snapshot at(RepositoryId repository);

  /**
   * A repository's policy as one look found it.
   *
   * @param head commit of the default branch
   * @param policy the policy at {@code head}
   * @param history the policies up to {@code head}
   */
  record Snapshot(String head, ClaimPolicy policy, PolicyHistory history) {}
}
