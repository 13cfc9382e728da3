package dev.bzzz.examples.bench;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.repo.RepositoryId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Threads that share one {@link InMemoryLedger}. */
final class MemoryFleet implements BenchFleet {
  private final InMemoryLedger ledger = new InMemoryLedger();
  private final Map<Ground, RepositoryId> repositories = new EnumMap<>(Ground.class);
  private final List<Identity> agents = new ArrayList<>();

  MemoryFleet(int agents) {
    Map<AgentId, String> admitted = new TreeMap<>();
    for (int i = 0; i < agents; i++) {
      this.agents.add(Identity.generate());
      admitted.put(this.agents.get(i).id(), "agent-" + i);
    }
    for (Ground ground : Ground.values()) {
      RepositoryId id = new RepositoryId(String.format("%032x", ground.ordinal()));
      ledger.register(id, ClaimPolicy.of(admitted, ClaimTiming.LOCAL));
      repositories.put(ground, id);
    }
  }

  @Override
  public List<Samples> race(Ground ground, int tasks) throws InterruptedException {
    List<Racer> racers = agents.stream().map(agent -> new Racer(ledger, agent)).toList();
    return ThreadRace.run(racers, repositories.get(ground), tasks);
  }

  @Override
  public LedgerView view(Ground ground) {
    return ledger.scan(repositories.get(ground));
  }

  @Override
  public Optional<List<Duration>> diskSyncs() {
    return Optional.empty();
  }

  @Override
  public void close() {
    ledger.close();
  }
}
