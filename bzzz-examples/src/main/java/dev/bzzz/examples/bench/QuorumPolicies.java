package dev.bzzz.examples.bench;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.quorum.PolicySource;
import dev.bzzz.core.repo.RepositoryId;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The policies of the two repositories of a race: the first three agents vote. The same agents give
 * the same policies in every process. Safe for use by many threads.
 */
final class QuorumPolicies implements PolicySource {
  /** How many agents vote. */
  static final int VOTERS = 3;

  private final InMemoryLedger policies = new InMemoryLedger();

  QuorumPolicies(List<AgentId> agents) {
    TreeMap<AgentId, String> admitted = new TreeMap<>();
    agents.forEach(agent -> admitted.put(agent, "agent-" + admitted.size()));
    ClaimPolicy policy =
        new ClaimPolicy(
            admitted,
            new TreeMap<>(),
            ClaimPolicy.QUORUM_LEDGER,
            Optional.of(Committee.first(agents.subList(0, VOTERS))),
            ClaimTiming.LOCAL);
    for (BenchFleet.Ground ground : BenchFleet.Ground.values()) {
      policies.register(repository(ground), policy);
    }
  }

  static RepositoryId repository(BenchFleet.Ground ground) {
    return new RepositoryId(String.format("%032x", ground.ordinal()));
  }

  @Override
  public Snapshot at(RepositoryId repository) {
    LedgerView view = policies.scan(repository);
    return new Snapshot(view.head(), view.policy(), policies.policies(repository));
  }
}
