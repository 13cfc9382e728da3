package dev.bzzz.examples.bench;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.quorum.PolicySource;
import dev.bzzz.core.claim.quorum.QuorumLedger;
import dev.bzzz.core.mesh.InMemoryMesh;
import dev.bzzz.core.repo.RepositoryId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Threads with a {@link QuorumLedger} each, on a mesh in this process. Three of them vote, each
 * with its votes in a folder of its own on the same disk.
 */
final class QuorumFleet implements BenchFleet {
  private static final int VOTERS = 3;

  private final BenchFolder folder = BenchFolder.create();
  private final InMemoryLedger policies = new InMemoryLedger();
  private final Map<Ground, RepositoryId> repositories = new EnumMap<>(Ground.class);
  private final List<Member> members = new ArrayList<>();
  private final int agents;

  private record Member(Identity identity, InMemoryMesh mesh, QuorumLedger ledger) {}

  QuorumFleet(int agents) {
    this.agents = agents;
    List<Identity> identities = new ArrayList<>();
    Map<AgentId, String> admitted = new TreeMap<>();
    for (int i = 0; i < Math.max(agents, VOTERS); i++) {
      identities.add(Identity.generate());
      admitted.put(identities.get(i).id(), "agent-" + i);
    }
    List<AgentId> voters =
        identities.subList(0, VOTERS).stream().map(identity -> identity.id()).toList();
    ClaimPolicy policy =
        new ClaimPolicy(
            new TreeMap<>(admitted),
            new TreeMap<>(),
            ClaimPolicy.QUORUM_LEDGER,
            Optional.of(Committee.first(voters)),
            ClaimTiming.LOCAL);
    for (Ground ground : Ground.values()) {
      RepositoryId id = new RepositoryId(String.format("%032x", ground.ordinal()));
      policies.register(id, policy);
      repositories.put(ground, id);
    }
    InMemoryMesh.Hub hub = new InMemoryMesh.Hub();
    for (int i = 0; i < identities.size(); i++) {
      members.add(member(hub, identities.get(i), i));
    }
  }

  private Member member(InMemoryMesh.Hub hub, Identity identity, int index) {
    InMemoryMesh mesh = hub.join(identity.id());
    QuorumLedger.Builder builder = QuorumLedger.builder(mesh, identity, this::policy);
    if (index < VOTERS) {
      builder.votes(folder.path().resolve("voter-" + index));
    }
    return new Member(identity, mesh, builder.open());
  }

  private PolicySource.Snapshot policy(RepositoryId repository) {
    LedgerView view = policies.scan(repository);
    return new PolicySource.Snapshot(view.head(), view.policy(), policies.policies(repository));
  }

  @Override
  public List<Samples> race(Ground ground, int tasks) throws InterruptedException {
    List<Racer> racers =
        members.subList(0, agents).stream()
            .map(member -> new Racer(member.ledger(), member.identity()))
            .toList();
    return ThreadRace.run(racers, repositories.get(ground), tasks);
  }

  @Override
  public LedgerView view(Ground ground) {
    return members.get(0).ledger().scan(repositories.get(ground));
  }

  @Override
  public Optional<List<Duration>> diskSyncs() {
    return Optional.of(folder.syncs());
  }

  @Override
  public void close() {
    for (Member member : members) {
      member.mesh().close();
      member.ledger().close();
    }
    folder.close();
  }
}
