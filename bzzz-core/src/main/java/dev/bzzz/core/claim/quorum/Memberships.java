package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.Bounded;
import dev.bzzz.core.repo.RepositoryId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who votes where, as the policies say now. Safe for use by many threads. */
final class Memberships {
  private static final int MAX_KNOWN = 256;

  private final PolicySource policies;
  private final Map<RepositoryId, Membership> known = Bounded.lru(MAX_KNOWN);

  Memberships(PolicySource policies) {
    this.policies = policies;
  }

  /**
   * The membership of a repository. Every message asks for it, and mostly the voters are the same:
   * then what stands for them is not computed again.
   *
   * @throws dev.bzzz.core.PermanentException if the repository has no policy, or one that names
   *     another ledger
   */
  Membership at(RepositoryId repository) {
    PolicySource.Snapshot snapshot = policies.at(repository);
    @Nullable Membership before;
    synchronized (known) {
      before = known.get(repository);
    }
    if (before != null && snapshot.policy().committee().equals(Optional.of(before.committee()))) {
      return before.under(snapshot);
    }
    Membership now = Membership.of(repository, snapshot);
    synchronized (known) {
      known.put(repository, now);
    }
    return now;
  }
}
