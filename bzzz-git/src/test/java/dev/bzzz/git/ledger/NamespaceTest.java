package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.LedgerStore;
import dev.bzzz.core.testkit.TestAgents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims are where the policy says, and nowhere else. */
final class NamespaceTest {
  private static final TaskId TASK = new TaskId(GitStore.ID, 3);
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);
  private static final ClaimPolicy BRANCHES =
      GitStore.in(ClaimPolicy.HEADS_NAMESPACE, ClaimLedgerContract.POLICY);

  @TempDir Path folder;

  private final Random random = new Random(5);

  @Test
  void branchesHoldClaimsFromGrantToPublication() {
    try (GitStore store = store(false, BRANCHES);
        GitRefLedger ledger = (GitRefLedger) store.open();
        GitRefLedger other = (GitRefLedger) store.open()) {
      LedgerStore.Finished work = store.finish();

      Tip held = won(grant(ledger, ALICE));
      CasResult second = cas(ledger, BOB, Tip.none(TASK), next -> next.grant(head(), "test"));
      Tip published = won(publish(ledger, held, work));

      assertThat(second).isEqualTo(new CasResult.Lost(held));
      assertThat(store.ref("refs/bzzz/claims/3")).isEmpty();
      assertThat(store.ref("refs/heads/bzzz-claims/3")).contains(published.position());
      assertThat(store.branch("bzzz/3/t1")).contains(work.head());
      assertThat(other.read(TASK)).isEqualTo(published);
      assertThat(other.scan(GitStore.ID).tips()).containsExactly(published);
      assertThat(ClaimHistory.read(onDisk(store), Verifier.ed25519()))
          .singleElement()
          .satisfies(
              history -> {
                assertThat(history.records()).hasSize(2);
                assertThat(history.branches()).containsOnlyKeys("bzzz/3/t1");
              });
    }
  }

  @Test
  void damagedBranchesAreSetBackLikeRefs() {
    try (GitStore store = store(false, BRANCHES);
        GitRefLedger ledger = (GitRefLedger) store.open()) {
      Tip held = won(grant(ledger, ALICE));
      Tip challenged = won(cas(ledger, BOB, held, NextRecord::challenge));
      store.setRef("refs/heads/bzzz-claims/3", Optional.of(held.position()));
      Tip damaged = ledger.read(TASK);

      CasResult repaired = ledger.cas(CasRequest.repair(damaged), Duration.ofSeconds(20));

      assertThat(damaged.damage()).isPresent();
      assertThat(repaired).isEqualTo(new CasResult.Won(challenged));
      assertThat(store.ref("refs/heads/bzzz-claims/3")).contains(challenged.position());
    }
  }

  @Test
  void aBranchInTheWayOfAllClaimsIsNamed() {
    try (GitStore store = store(true, BRANCHES);
        GitRefLedger ledger = (GitRefLedger) store.open()) {
      store.setBranch("bzzz-claims", Optional.of(head()));

      assertThat(grant(ledger, ALICE))
          .isInstanceOfSatisfying(
              CasResult.Refused.class,
              refused ->
                  assertThat(refused.why()).contains("refs/heads/bzzz-claims is in the way"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPolicyThatMovesToBranchesIsRefusedWhileClaimsAreElsewhere(boolean direct) {
    try (GitStore store = store(direct, ClaimLedgerContract.POLICY);
        GitRefLedger running = (GitRefLedger) store.open()) {
      Tip held = won(grant(running, ALICE));
      store.putPolicy(BRANCHES);

      assertThatThrownBy(() -> running.scan(GitStore.ID))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining(".bzzz/policy.json keeps them in refs/heads/bzzz-claims/")
          .hasMessageContaining("but there is refs/bzzz/claims/3, so a task could be");
      assertRefused(() -> grant(running, BOB));
      try (GitRefLedger newcomer = (GitRefLedger) store.open()) {
        assertThatThrownBy(() -> newcomer.scan(GitStore.ID)).isInstanceOf(PermanentException.class);
        assertRefused(() -> grant(newcomer, BOB));
      }
      assertThat(store.ref("refs/heads/bzzz-claims/3")).isEmpty();

      store.setRef("refs/heads/bzzz-claims/3", Optional.of(held.position()));
      store.setRef("refs/bzzz/claims/3", Optional.empty());

      assertThat(running.scan(GitStore.ID).tips()).containsExactly(held);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void claimsInBothPlacesStopEveryAgent(boolean direct) {
    try (GitStore store = store(direct, ClaimLedgerContract.POLICY);
        GitRefLedger running = (GitRefLedger) store.open()) {
      Tip held = won(grant(running, ALICE));
      store.setRef("refs/heads/bzzz-claims/4", Optional.of(held.position()));

      assertThatThrownBy(() -> running.scan(GitStore.ID))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("but there is refs/heads/bzzz-claims/4");
    }
  }

  @Test
  void aSymbolicBranchIsNoClaim() throws Exception {
    try (GitStore store = store(true, BRANCHES);
        GitRefLedger ledger = (GitRefLedger) store.open()) {
      Files.createDirectories(store.bare().resolve("refs/heads/bzzz-claims"));
      Files.writeString(store.bare().resolve("refs/heads/bzzz-claims/3"), "ref: refs/heads/main\n");

      assertThat(ledger.read(TASK).damage()).isPresent();
      assertThat(grant(ledger, ALICE)).isInstanceOf(CasResult.Refused.class);
      assertThat(store.git("show", "HEAD:README.md")).isEqualTo("hello");
    }
  }

  /** A grant is refused, or its repository is: either way nothing is written. */
  private static void assertRefused(Supplier<CasResult> attempt) {
    try {
      assertThat(attempt.get()).isInstanceOf(CasResult.Refused.class);
    } catch (PermanentException e) {
      assertThat(e).hasMessageContaining("so a task could be claimed twice");
    }
  }

  private GitStore store(boolean direct, ClaimPolicy policy) {
    if (direct) {
      return new GitStore(folder, Path::toUri, policy);
    }
    GitDaemon daemon = new GitDaemon();
    return new GitStore(folder, daemon::url, policy).with(daemon);
  }

  private static Repository onDisk(GitStore store) {
    var repository = store.repository(GitStore.ID);
    return new Repository(
        repository.id(), repository.name(), store.bare().toUri(), repository.defaultBranch());
  }

  private CasResult grant(GitRefLedger ledger, Identity agent) {
    return cas(ledger, agent, ledger.read(TASK), next -> next.grant(head(), "test"));
  }

  private CasResult publish(GitRefLedger ledger, Tip held, LedgerStore.Finished work) {
    Claim claim = Claim.heldBy(ALICE.id(), held).orElseThrow();
    var record = next(held, ALICE).publish(work.head());
    return ledger.cas(
        new CasRequest(
            held,
            RecordCodec.sign(record, ALICE),
            List.of(claim.publish(work.head(), work.objects()))),
        Duration.ofSeconds(20));
  }

  private CasResult cas(
      GitRefLedger ledger, Identity agent, Tip tip, Function<NextRecord, ClaimRecord> step) {
    var record = step.apply(next(tip, agent));
    return ledger.cas(new CasRequest(tip, RecordCodec.sign(record, agent)), Duration.ofSeconds(20));
  }

  private NextRecord next(Tip tip, Identity agent) {
    return NextRecord.after(
        tip, Stamp.of(agent.id(), head(), Instant.ofEpochSecond(1_700_000_000), random));
  }

  private String head() {
    return GitStore.reopened(folder).git("rev-parse", "HEAD");
  }

  private static Tip won(CasResult result) {
    assertThat(result).isInstanceOf(CasResult.Won.class);
    return ((CasResult.Won) result).tip();
  }
}
