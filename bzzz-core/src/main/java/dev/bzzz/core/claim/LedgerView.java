package dev.bzzz.core.claim;

import dev.bzzz.core.repo.RepositoryId;
import java.util.List;

/**
 * A repository's claims as one read found them.
 *
 * @param repository the repository
 * @param head commit of the default branch: what new work starts from, and whose policy new records
 *     name
 * @param policy the policy at {@code head}
 * @param tips every task that was ever claimed, ordered by task
 * @param gathers whether several claims of the repository that move together take one call: then
 *     what can wait goes with what cannot
 */
public record LedgerView(
    RepositoryId repository, String head, ClaimPolicy policy, List<Tip> tips, boolean gathers) {
  /** Copies the tips. */
  public LedgerView {
    tips = List.copyOf(tips);
  }

  /** The claims in a ledger where each claim that moves takes a call of its own. */
  public LedgerView(RepositoryId repository, String head, ClaimPolicy policy, List<Tip> tips) {
    this(repository, head, policy, tips, false);
  }
}
