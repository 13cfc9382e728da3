package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.quorum.PolicySource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The policies of a simulated quorum: the first names the first peers as voters, and, where there
 * are enough, a second one names others in the middle of the time in which things go wrong.
 */
final class Electorate {
  private static final int SMALL = 3;
  private static final int LARGE = 5;
  private static final int RETIRING = 2;

  private final CommittedPolicies policies = new CommittedPolicies();

  Electorate(Scenario scenario, Voting voting, List<Signer> peers, SimRandom names) {
    List<AgentId> ids = peers.stream().map(Signer::id).toList();
    int size = size(scenario.agents());
    Committee first = Committee.first(ids.subList(0, size));
    add(scenario, ids, first, names);
    if (scenario.agents() >= size + RETIRING && !scenario.faultPhase().isZero()) {
      List<AgentId> others = ids.subList(RETIRING, RETIRING + size);
      add(scenario, ids, voting.renewal().after(first, others), names);
    }
  }

  private static int size(int agents) {
    return agents >= LARGE + RETIRING ? LARGE : SMALL;
  }

  /** How many voters may lose their disks: those that are left are a majority, and remember. */
  static int mayForget(Scenario scenario) {
    return (size(scenario.agents()) - 1) / 2;
  }

  /** How many peers there are: with few agents, some of them only vote. */
  static int peers(Scenario scenario) {
    return Math.max(scenario.agents(), size(scenario.agents()));
  }

  private void add(Scenario scenario, List<AgentId> ids, Committee committee, SimRandom names) {
    Map<AgentId, String> agents = new TreeMap<>();
    ids.forEach(id -> agents.put(id, id.brief()));
    ClaimPolicy base = ClaimPolicy.of(agents, scenario.timing());
    policies.add(
        names.hex(40),
        new ClaimPolicy(
            base.agents(),
            Collections.emptySortedMap(),
            ClaimPolicy.QUORUM_LEDGER,
            Optional.of(committee),
            scenario.timing()));
  }

  /** How many policies there are in the end. */
  int count() {
    return policies.count();
  }

  /** What a peer sees that has seen so many policies. */
  PolicySource.Snapshot seen(int count) {
    return new PolicySource.Snapshot(
        policies.commit(count - 1), policies.policy(count - 1), policies);
  }
}
