package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.quorum.PolicySource;
import dev.bzzz.core.claim.quorum.QuorumLedger;
import dev.bzzz.core.mesh.InMemoryMesh;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.TestAgents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GitPoliciesTest {
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);
  private static final ClaimPolicy POLICY = ClaimLedgerContract.POLICY;

  @TempDir Path folder;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // wraps around
  private final Random random = new Random(3);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void revocationsAndRotationsCountSoonAfterTheirCommits(boolean direct) {
    try (GitStore store = store(direct);
        GitPolicies policies = policies(store)) {
      PolicySource.Snapshot first = policies.at(GitStore.ID);
      ClaimPolicy revoked = POLICY.revoke(ALICE.id(), "laptop stolen");
      String second = store.putPolicy(revoked);
      String third =
          store.putPolicy(revoked.rotate(BOB.id(), TestAgents.agent(90).id())); // a new key

      assertThat(first.policy()).isEqualTo(POLICY);
      assertThat(policies.at(GitStore.ID)).as("from memory").isEqualTo(first);
      nanos.addAndGet(GitPolicies.FRESH_FOR.toNanos());
      PolicySource.Snapshot now = policies.at(GitStore.ID);

      assertThat(now.head()).isEqualTo(third);
      assertThat(now.policy().revocation(ALICE.id())).contains("laptop stolen");
      assertThat(now.policy().authorises(BOB.id())).isFalse();
      assertThat(now.policy().authorises(TestAgents.agent(90).id())).isTrue();
      assertThat(now.history().at(second)).contains(revoked);
      assertThat(now.history().at(first.head())).contains(POLICY);
      assertThat(now.history().descends(third, first.head())).isTrue();
      assertThat(now.history().descends(first.head(), third)).isFalse();
      assertThat(first.history().at(third)).as("a later one").isEmpty();
    }
  }

  @Test
  void whileAHostIsGoneTheLastPolicyCountsForAWhile() {
    GitDaemon daemon = new GitDaemon();
    try (GitStore store = new GitStore(folder, daemon::url, POLICY);
        GitPolicies policies = policies(store)) {
      PolicySource.Snapshot last = policies.at(GitStore.ID);
      daemon.close();

      nanos.addAndGet(GitPolicies.KEPT_FOR.toNanos());
      assertThat(policies.at(GitStore.ID)).isEqualTo(last);
      nanos.addAndGet(GitPolicies.LOOK_TIMEOUT.toNanos());

      assertThatThrownBy(() -> policies.at(GitStore.ID))
          .isInstanceOf(TransientException.class)
          .hasMessageContaining("cannot read the policy of bees/0123");
    }
  }

  @Test
  void aBrokenPolicyStopsTheRepositoryUntilItIsMended() {
    try (GitStore store = store(true);
        GitPolicies policies = policies(store)) {
      policies.at(GitStore.ID);
      store.commit(Map.of(".bzzz/policy.json", "{\n\"v\": 1,\n\"agent\": {}}"));
      nanos.addAndGet(GitPolicies.FRESH_FOR.toNanos());

      assertThatThrownBy(() -> policies.at(GitStore.ID))
          .isInstanceOf(PermanentException.class)
          .hasMessageContainingAll("unknown field \"agent\"", "(line 3)");
      assertThatThrownBy(() -> policies.at(GitStore.PLAIN))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("bzzz init");

      store.putPolicy(POLICY);
      nanos.addAndGet(GitPolicies.FRESH_FOR.toNanos());
      assertThat(policies.at(GitStore.ID).policy()).isEqualTo(POLICY);
    }
  }

  @Test
  void aPeerNeedsNoMoreThanThis() {
    Function<RepositoryId, Repository> repositories = store(true)::repository;
    Path mirrors = folder.resolve("mirrors");
    Path votes = folder.resolve("votes");
    Identity identity = ALICE;
    InMemoryMesh mesh = new InMemoryMesh.Hub().join(identity.id());

    GitPolicies policies = GitPolicies.open(repositories, mirrors);
    QuorumLedger ledger = QuorumLedger.builder(mesh, identity, policies).votes(votes).open();

    try (mesh;
        policies;
        ledger) {
      assertThatThrownBy(() -> ledger.scan(GitStore.ID))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("names the ledger \"git\"; start an agent that uses that one");
    }
  }

  /** The whole of it: a quorum whose policy is in git, and nothing else of it. */
  @Test
  void aQuorumFollowsThePolicyInGit() {
    TaskId task = new TaskId(GitStore.ID, 1);
    List<AgentId> voters = List.of(ALICE.id(), BOB.id(), TestAgents.agent(3).id());
    ClaimPolicy quorum = quorum(POLICY, Committee.first(voters));
    InMemoryMesh.Hub hub = new InMemoryMesh.Hub();
    try (GitStore store = new GitStore(folder, Path::toUri, quorum);
        GitPolicies policies = policies(store);
        Peers peers = new Peers()) {
      for (Identity voter : List.of(ALICE, BOB, TestAgents.agent(3))) {
        peers.add(hub, voter, policies);
      }
      ClaimLedger alices = peers.ledgers.get(0);
      ClaimLedger bobs = peers.ledgers.get(1);
      String head = bobs.scan(GitStore.ID).head();
      Tip held =
          won(alices, request(ALICE, head, bobs.read(task), next -> next.grant(head, "free")));

      String revoking =
          store.putPolicy(
              quorum
                  .vote(List.of(BOB.id(), TestAgents.agent(3).id(), TestAgents.agent(4).id()))
                  .revoke(ALICE.id(), "laptop stolen"));
      nanos.addAndGet(GitPolicies.FRESH_FOR.toNanos());
      peers.add(hub, TestAgents.agent(4), policies);
      Tip taken = won(bobs, request(BOB, revoking, held, next -> next.grant(revoking, "revoked")));

      assertThat(taken.record().orElseThrow().record().holder()).isEqualTo(BOB.id());
      assertThat(taken.record().orElseThrow().record().term()).isEqualTo(2);
      CasRequest late = request(ALICE, revoking, taken, NextRecord::challenge);
      assertThat(alices.cas(late, Duration.ofMillis(200))).isNotInstanceOf(CasResult.Won.class);
      assertThat(bobs.read(task)).isEqualTo(taken);
    }
  }

  /** Members of a quorum, each with its place in the mesh. */
  private final class Peers implements AutoCloseable {
    final List<QuorumLedger> ledgers = new ArrayList<>();
    private final List<InMemoryMesh> meshes = new ArrayList<>();

    void add(InMemoryMesh.Hub hub, Identity identity, GitPolicies policies) {
      InMemoryMesh mesh = hub.join(identity.id());
      Path votes = folder.resolve("votes-" + identity.id().brief());
      meshes.add(mesh);
      ledgers.add(QuorumLedger.builder(mesh, identity, policies).votes(votes).open());
    }

    @Override
    public void close() {
      meshes.forEach(InMemoryMesh::close);
      ledgers.forEach(QuorumLedger::close);
    }
  }

  private CasRequest request(
      Identity actor, String policy, Tip tip, Function<NextRecord, ClaimRecord> step) {
    Stamp stamp = Stamp.of(actor.id(), policy, Instant.ofEpochSecond(1_700_000_000), random);
    ClaimRecord record = step.apply(NextRecord.after(tip, stamp));
    return new CasRequest(tip, RecordCodec.sign(record, actor));
  }

  private static Tip won(ClaimLedger ledger, CasRequest request) {
    CasResult result = ledger.cas(request, Duration.ofSeconds(20));
    assertThat(result).isInstanceOf(CasResult.Won.class);
    return ((CasResult.Won) result).tip();
  }

  private static ClaimPolicy quorum(ClaimPolicy policy, Committee committee) {
    return new ClaimPolicy(
        policy.agents(),
        policy.revoked(),
        ClaimPolicy.QUORUM_LEDGER,
        Optional.of(committee),
        policy.timing());
  }

  private GitStore store(boolean direct) {
    if (direct) {
      return new GitStore(folder, Path::toUri, POLICY);
    }
    GitDaemon daemon = new GitDaemon();
    return new GitStore(folder, daemon::url, POLICY).with(daemon);
  }

  private GitPolicies policies(GitStore store) {
    Function<RepositoryId, Repository> repositories = store::repository;
    return new GitPolicies(repositories, folder.resolve("policies"), null, nanos::get);
  }
}
