package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.mesh.InMemoryMesh;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.Conditions;
import dev.bzzz.core.testkit.LedgerStore;
import dev.bzzz.core.testkit.TestAgents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Voters and proposers in one JVM, each with a folder and a place in the mesh of its own. */
final class QuorumCluster implements LedgerStore {
  static final RepositoryId REPOSITORY = new RepositoryId("1".repeat(32));

  private static final int FIRST_VOTER = 101;

  private final Path folder;
  private final InMemoryMesh.Hub hub;
  private final InMemoryLedger policies = new InMemoryLedger();
  private final Map<String, Boolean> checked = new ConcurrentHashMap<>();
  private final AtomicInteger checks = new AtomicInteger();
  private final Map<Integer, Running> voters = new TreeMap<>();
  private Committee committee;
  private int proposers;

  /** A ledger with its place in the mesh. */
  record Running(InMemoryMesh mesh, QuorumLedger ledger) {
    void stop() {
      mesh.close();
      ledger.close();
    }
  }

  QuorumCluster(Path folder, InMemoryMesh.Hub hub, int size) {
    this.folder = folder;
    this.hub = hub;
    List<AgentId> ids = new ArrayList<>();
    for (int number = FIRST_VOTER; number < FIRST_VOTER + size; number++) {
      ids.add(voter(number).id());
    }
    this.committee = Committee.first(ids);
    policies.register(REPOSITORY, named(ClaimLedgerContract.POLICY));
    for (int number = FIRST_VOTER; number < FIRST_VOTER + size; number++) {
      start(number);
    }
  }

  static QuorumCluster ofThree(Path folder) {
    return new QuorumCluster(folder, new InMemoryMesh.Hub(), 3);
  }

  static Identity voter(int number) {
    return TestAgents.agent(number);
  }

  /** Starts a voter on whatever its folder holds. */
  QuorumLedger start(int number) {
    Running voter = join(voter(number), Optional.of(folder(number)));
    voters.put(number, voter);
    return voter.ledger();
  }

  /** Waits until every voter votes: a majority that answers may have left one behind. */
  void awaitEveryVoter() {
    Conditions.await(
        () -> voters.values().stream().allMatch(each -> each.ledger().votesNow(REPOSITORY)));
  }

  void stop(int number) {
    Optional.ofNullable(voters.remove(number)).ifPresent(Running::stop);
  }

  private Path folder(int number) {
    return folder.resolve("voter" + number);
  }

  /** What a voter has written down, while it is stopped, is gone. */
  void loseDisk(int number) {
    try (Stream<Path> files = Files.walk(folder(number))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InMemoryMesh.Hub hub() {
    return hub;
  }

  Running join(Identity identity, Optional<Path> votes) {
    InMemoryMesh mesh = hub.join(identity.id());
    QuorumLedger.Builder builder =
        QuorumLedger.builder(mesh, identity, policySource()).verifier(this::verify);
    votes.ifPresent(place -> builder.votes(place).withoutSync());
    return new Running(mesh, builder.open());
  }

  /** How many signatures were to be checked until now. */
  int checks() {
    return checks.get();
  }

  /** All members are in one JVM, so that one of them has to check a signature for all. */
  private boolean verify(AgentId signer, byte[] message, byte[] signature) {
    checks.incrementAndGet();
    return checked.computeIfAbsent(
        signer + HexFormat.of().formatHex(Bytes.sha256(signature, message)),
        key -> Verifier.ed25519().verify(signer, message, signature));
  }

  PolicySource policySource() {
    return repository -> {
      LedgerView view = policies.scan(repository);
      return new PolicySource.Snapshot(view.head(), view.policy(), policies.policies(repository));
    };
  }

  /** Begins a new epoch. */
  void vote(int... numbers) {
    List<AgentId> ids = new ArrayList<>();
    for (int number : numbers) {
      ids.add(voter(number).id());
    }
    committee = committee.next(ids);
    changePolicy(ClaimLedgerContract.POLICY);
  }

  @Override
  public ClaimLedger open() {
    proposers++;
    Running running = join(TestAgents.agent(proposers), Optional.empty());
    return new ClosingLedger(running.ledger(), running.mesh());
  }

  @Override
  public RepositoryId repository() {
    return REPOSITORY;
  }

  @Override
  public ClaimPolicy named(ClaimPolicy policy) {
    return new ClaimPolicy(
        policy.agents(),
        policy.revoked(),
        ClaimPolicy.QUORUM_LEDGER,
        Optional.of(committee),
        policy.timing());
  }

  @Override
  public RepositoryId withoutPolicy() {
    return new RepositoryId("2".repeat(32));
  }

  @Override
  public String changePolicy(ClaimPolicy policy) {
    return policies.changePolicy(REPOSITORY, named(policy));
  }

  @Override
  public Finished finish() {
    return new Finished("f".repeat(40), URI.create("memory:work"));
  }

  @Override
  public Optional<String> branch(String name) {
    return Optional.empty();
  }

  @Override
  public void setBranch(String name, Optional<String> head) {
    throw new UnsupportedOperationException("a quorum has no branches");
  }

  @Override
  public void close() {
    voters.values().forEach(Running::stop);
    voters.clear();
  }
}
