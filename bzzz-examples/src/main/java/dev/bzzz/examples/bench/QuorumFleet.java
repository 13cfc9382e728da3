package dev.bzzz.examples.bench;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.quorum.QuorumLedger;
import dev.bzzz.core.mesh.InMemoryMesh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Threads with a {@link QuorumLedger} each, on a mesh in this process. Three of them vote, each
 * with its votes in a folder of its own on the same disk.
 */
final class QuorumFleet implements BenchFleet {
  private final BenchFolder folder = BenchFolder.create();
  private final List<Member> members = new ArrayList<>();
  private final int agents;

  private record Member(Identity identity, InMemoryMesh mesh, QuorumLedger ledger) {}

  QuorumFleet(int agents) {
    this.agents = agents;
    List<Identity> identities =
        Stream.generate(Identity::generate).limit(Math.max(agents, QuorumPolicies.VOTERS)).toList();
    QuorumPolicies policies = new QuorumPolicies(identities.stream().map(Identity::id).toList());
    InMemoryMesh.Hub hub = new InMemoryMesh.Hub();
    for (int i = 0; i < identities.size(); i++) {
      members.add(member(hub.join(identities.get(i).id()), identities.get(i), policies, i));
    }
  }

  private Member member(InMemoryMesh mesh, Identity identity, QuorumPolicies policies, int index) {
    QuorumLedger.Builder builder = QuorumLedger.builder(mesh, identity, policies);
    if (index < QuorumPolicies.VOTERS) {
      builder.votes(folder.path().resolve("voter-" + index));
    }
    return new Member(identity, mesh, builder.open());
  }

  @Override
  public List<Samples> race(Ground ground, int tasks) throws InterruptedException {
    List<Racer> racers =
        members.subList(0, agents).stream()
            .map(member -> new Racer(member.ledger(), member.identity()))
            .toList();
    return ThreadRace.run(racers, QuorumPolicies.repository(ground), tasks);
  }

  @Override
  public LedgerView view(Ground ground) {
    return members.get(0).ledger().scan(QuorumPolicies.repository(ground));
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
