package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.LedgerStore;
import dev.bzzz.core.testkit.TestAgents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LedgerProbeTest {
  private static final TaskId TASK = new TaskId(GitStore.ID, 3);
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);
  private static final Identity STRANGER = TestAgents.agent(99);

  private static final ClaimPolicy BRANCHES =
      GitStore.in(ClaimPolicy.HEADS_NAMESPACE, ClaimLedgerContract.POLICY);

  @TempDir Path folder;

  private final Random random = new Random(5);
  private GitDaemon daemon;
  private GitStore store;

  @BeforeEach
  void serve() {
    daemon = new GitDaemon();
    store = new GitStore(folder, daemon::url, ClaimLedgerContract.POLICY).with(daemon);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aSafeHostIsProbedOnceForAllAgents() {
    try (GitRefLedger ledger = ledger(ALICE)) {
      assertThat(ledger.scan(GitStore.ID).tips()).isEmpty();
    }
    int writes = daemon.writes();
    assertThat(refs("refs/bzzz/probe")).containsExactly("refs/bzzz/probe/result");
    assertThat(refs("refs/heads")).containsExactly("refs/heads/main");

    try (GitRefLedger other = ledger(BOB)) {
      assertThat(grant(other, BOB)).isInstanceOf(CasResult.Won.class);
    }

    assertThat(daemon.writes()).isEqualTo(writes + 1);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TAKES_BRANCHES_ONLY")
  void anUnsafeHostIsRefusedWithTheReason(UnsafeReceivePack.Flaw flaw) {
    daemon.receiveBy((client, db) -> new UnsafeReceivePack(db, flaw));

    try (GitRefLedger ledger = ledger(ALICE)) {
      assertThatThrownBy(() -> ledger.scan(GitStore.ID))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("bees/0123")
          .hasMessageContaining("fails the check '" + flaw.check() + "'")
          .hasMessageContaining("expected")
          .hasMessageContaining(
              flaw.check().equals(LedgerProbe.CREATION)
                  ? "write \"namespace\": \"heads\" into its .bzzz/policy.json"
                  : "Use another host");
      assertThatThrownBy(() -> ledger.read(TASK)).isInstanceOf(PermanentException.class);
    }
    assertThat(refs("refs/bzzz/claims")).isEmpty();
    assertThat(refs("refs/bzzz/probe/result")).isEmpty();
  }

  @Test
  void whereOwnRefsAreRefusedThePolicyPutsClaimsIntoBranches() {
    daemon.receiveBy(
        (client, db) -> new UnsafeReceivePack(db, UnsafeReceivePack.Flaw.TAKES_BRANCHES_ONLY));
    try (GitRefLedger ledger = ledger(ALICE)) {
      assertThatThrownBy(() -> ledger.scan(GitStore.ID))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("write \"namespace\": \"heads\" into its .bzzz/policy.json");
    }
    store.putPolicy(BRANCHES);
    LedgerStore.Finished work = store.finish();

    Tip published;
    try (GitRefLedger ledger = ledger(ALICE)) {
      Tip held = ((CasResult.Won) grant(ledger, ALICE)).tip();
      var next = next(ledger, held, ALICE).publish(work.head());
      Claim claim = Claim.heldBy(ALICE.id(), held).orElseThrow();
      CasResult result =
          ledger.cas(
              new CasRequest(
                  held,
                  RecordCodec.sign(next, ALICE),
                  List.of(claim.publish(work.head(), work.objects()))),
              Duration.ofSeconds(20));
      published = ((CasResult.Won) result).tip();
    }
    int writes = daemon.writes();

    assertThat(refs("refs/bzzz")).isEmpty();
    assertThat(refs("refs/heads"))
        .containsExactly(
            "refs/heads/bzzz-claims/3",
            "refs/heads/bzzz-claims/probe/result",
            "refs/heads/bzzz/3/t1",
            "refs/heads/main");
    try (GitRefLedger other = ledger(BOB);
        GitRefLedger watching = (GitRefLedger) store.open()) {
      assertThat(other.read(TASK)).isEqualTo(published);
      assertThat(other.scan(GitStore.ID).tips()).containsExactly(published);
      assertThat(watching.read(TASK)).isEqualTo(published);
      assertThat(published.state()).contains(ClaimState.PUBLISHED);
    }
    assertThat(daemon.writes()).as("nobody probes again").isEqualTo(writes);
    assertThat(store.fsck()).isEmpty();
  }

  @Test
  void anUnsafeHostIsRefusedForBranchesToo() {
    store.putPolicy(BRANCHES);
    daemon.receiveBy(
        (client, db) -> new UnsafeReceivePack(db, UnsafeReceivePack.Flaw.IGNORES_ATOMICITY));

    try (GitRefLedger ledger = ledger(ALICE)) {
      assertThatThrownBy(() -> ledger.scan(GitStore.ID))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("fails the check 'update of two refs'")
          .hasMessageContaining("Use another host");
    }
    assertThat(refs("refs/heads")).containsExactly("refs/heads/main");
  }

  @Test
  void aResultCountsForADay() {
    Instant now = Instant.ofEpochSecond(1_800_000_000);
    ProbeResult result = result(ALICE, now);

    assertThat(result.counts(now)).isTrue();
    assertThat(result.counts(now.plus(Duration.ofHours(25)))).isFalse();
    assertThat(result.counts(now.minus(Duration.ofHours(1)))).isFalse();
  }

  @Test
  void aResultThatIsForgedIsNone() {
    ProbeResult result =
        new ProbeResult(
            GitStore.ID, Namespace.HEADS, LedgerProbe.CHECKS, ALICE.id(), Instant.ofEpochSecond(1));
    var verifier = dev.bzzz.core.Verifier.ed25519();
    String message = result.toMessage(ALICE);

    assertThat(ProbeResult.fromMessage(message, verifier)).isEqualTo(result);
    for (String forged :
        List.of(
            result.toMessage(BOB),
            message.replace("heads", "refs"),
            message.replace("{\"", "{ \""),
            message.replace("\"v\":1", "\"v\":1,\"x\":1"),
            message.replace("passed", "failed"),
            message.replace("good update", "bad update"),
            "bzzz-probe/1 passed\n\n{}\n\nBzzz-Sig: \n",
            "")) {
      assertThatThrownBy(() -> ProbeResult.fromMessage(forged, verifier))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aResultOfAStrangerIsReplacedByAProbe() {
    ProbeResult strangers = result(STRANGER, Instant.now());
    store.setRef(
        Namespace.REFS.result(),
        Optional.of(
            store.git(
                "commit-tree",
                "-m",
                strangers.toMessage(STRANGER),
                store.git("rev-parse", "HEAD^{tree}"))));

    try (GitRefLedger ledger = ledger(ALICE)) {
      assertThat(grant(ledger, ALICE)).isInstanceOf(CasResult.Won.class);
    }

    assertThat(store.git("log", "-1", "--format=%B", Namespace.REFS.result()))
        .contains(ALICE.id().value());
  }

  @Test
  void aScanIsOneConnectionHoweverManyClaimsAreNew() {
    try (GitRefLedger writer = ledger(ALICE);
        GitRefLedger reader = (GitRefLedger) store.open()) {
      assertThat(reader.scan(GitStore.ID).tips()).isEmpty();
      for (int number = 1; number <= 3; number++) {
        assertThat(grant(writer, new TaskId(GitStore.ID, number), ALICE))
            .isInstanceOf(CasResult.Won.class);
      }
      int before = daemon.reads();

      assertThat(reader.scan(GitStore.ID).tips()).hasSize(3);

      assertThat(daemon.reads()).isEqualTo(before + 1);
    }
  }

  private static ProbeResult result(Identity agent, Instant at) {
    return new ProbeResult(GitStore.ID, Namespace.REFS, LedgerProbe.CHECKS, agent.id(), at);
  }

  private GitRefLedger ledger(Identity agent) {
    return ((GitRefLedger) store.open()).probing(agent);
  }

  private CasResult grant(GitRefLedger ledger, Identity agent) {
    return grant(ledger, TASK, agent);
  }

  private CasResult grant(GitRefLedger ledger, TaskId task, Identity agent) {
    Tip tip = ledger.read(task);
    String head = ledger.scan(GitStore.ID).head();
    var record = next(ledger, tip, agent).grant(head, "test");
    return ledger.cas(new CasRequest(tip, RecordCodec.sign(record, agent)), Duration.ofSeconds(20));
  }

  private NextRecord next(GitRefLedger ledger, Tip tip, Identity agent) {
    String head = ledger.scan(GitStore.ID).head();
    return NextRecord.after(
        tip, Stamp.of(agent.id(), head, Instant.ofEpochSecond(1_700_000_000), random));
  }

  private List<String> refs(String prefix) {
    return store.git("for-each-ref", "--format=%(refname)", prefix).lines().toList();
  }
}
