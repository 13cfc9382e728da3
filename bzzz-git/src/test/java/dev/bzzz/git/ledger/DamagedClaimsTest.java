package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody with raw write permission can do to claim refs, and what readers make of it. */
final class DamagedClaimsTest {
  private static final TaskId TASK = new TaskId(GitStore.ID, 7);
  private static final TaskId NEIGHBOUR = new TaskId(GitStore.ID, 8);
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);
  private static final Identity STRANGER = TestAgents.agent(99);

  @TempDir Path folder;

  private final Random random = new Random(5);
  private GitStore store;
  private ClaimLedger ledger;
  private String head;
  private Tip held;

  @BeforeEach
  void grantBothTasks() {
    store = GitStore.direct(folder);
    ledger = store.open();
    head = ledger.scan(GitStore.ID).head();
    held = won(Tip.none(TASK), ALICE, next -> next.grant(head, "test"));
    won(Tip.none(NEIGHBOUR), BOB, next -> next.grant(head, "test"));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void garbageInTheRefFileIsReportedAndNotSkipped() throws Exception {
    store.git("pack-refs", "--all"); // so that an old value would show through
    writeRef("no object id at all\n");
    assertDamaged("holds no object id");

    writeRef("");
    assertDamaged("holds no object id");

    writeRef("ref: refs/heads/main\n");
    assertDamaged("symbolic");
  }

  @Test
  void aRefToABlobIsReported() throws Exception {
    writeRef(store.insert(Constants.OBJ_BLOB, new byte[] {1}) + "\n");

    assertDamaged("is not a commit");
  }

  @Test
  void aRefToAMissingObjectIsReported() throws Exception {
    writeRef("1".repeat(40) + "\n");

    assertDamaged("is missing");
  }

  @Test
  void anOrdinaryCommitOnTopIsReportedAndTheRecordBelowStillCounts() {
    String fake =
        store.git(
            "commit-tree", "-p", held.position(), "-m", "mine now", Constants.EMPTY_TREE_ID.name());
    store.setRef(Namespace.REFS.claim(7), Optional.of(fake));

    Tip tip = assertDamaged("holds no valid record");

    assertThat(tip.chain()).isEqualTo(held.chain());
  }

  @Test
  void aRecordInACommitOfAnotherAuthorIsReported() {
    SignedRecord genuine = sign(held, ALICE, NextRecord::checkpoint);
    String fake =
        store.git(
            "commit-tree",
            "-p",
            held.position(),
            "-m",
            RecordCodec.toMessage(genuine),
            Constants.EMPTY_TREE_ID.name());
    store.setRef(Namespace.REFS.claim(7), Optional.of(fake));

    assertDamaged("wraps a record in other than the one right way");
  }

  @Test
  void aRecordWithABadSignatureIsReported() {
    SignedRecord genuine = sign(held, ALICE, NextRecord::checkpoint);
    byte[] signature = genuine.signature();
    signature[3] ^= 1;
    push(RecordCodec.verify(genuine.json(), signature, (who, what, how) -> true), position(held));

    assertDamaged("not signed by its actor");
  }

  @Test
  void aRecordOfAStrangerIsReported() {
    push(sign(held, STRANGER, NextRecord::challenge), position(held));

    assertDamaged("does not name the actor");
  }

  @Test
  void aStepThatTheTableForbidsIsReported() {
    push(sign(held, BOB, next -> next.grant(head, "test")), position(held));

    assertDamaged("may not follow");
  }

  @Test
  void aRecordOnAnotherParentThanItNamesIsReported() {
    Tip challenged = won(held, BOB, NextRecord::challenge);
    push(sign(challenged, ALICE, NextRecord::answer), position(held));

    assertDamaged("prev is not the id of the record before");
  }

  @Test
  void aRecordOfAnotherTaskIsReported() {
    store.setRef(Namespace.REFS.claim(7), store.ref(Namespace.REFS.claim(8)));

    assertDamaged("of another task");
  }

  @Test
  void aRefThatWasMovedBackIsReportedAndCanBeRestored() {
    Tip challenged = won(held, BOB, NextRecord::challenge);
    store.setRef(Namespace.REFS.claim(7), Optional.of(held.position()));

    Tip tip = assertDamaged("was moved back");

    assertThat(tip.chain()).isEqualTo(challenged.chain());
    assertThat(cas(new CasRequest(tip, sign(challenged, ALICE, NextRecord::answer))))
        .isInstanceOf(CasResult.Refused.class);
    CasResult restored = cas(new CasRequest(tip, challenged.record().orElseThrow()));
    assertThat(restored).isEqualTo(new CasResult.Won(challenged));
    assertThat(ledger.read(TASK)).isEqualTo(challenged);
  }

  @Test
  void aRefThatWasDeletedIsReportedAndCanBeRestored() {
    store.setRef(Namespace.REFS.claim(7), Optional.empty());

    Tip tip = assertDamaged("is gone");

    assertThat(cas(new CasRequest(tip, held.record().orElseThrow())))
        .isEqualTo(new CasResult.Won(held));
  }

  @Test
  void garbageOnTopIsRemovedByRestoringTheLastValidRecord() throws Exception {
    writeRef(store.insert(Constants.OBJ_BLOB, new byte[] {1}) + "\n");

    Tip tip = assertDamaged("is not a commit");

    assertThat(cas(new CasRequest(tip, held.record().orElseThrow())))
        .isEqualTo(new CasResult.Won(held));
    assertThat(store.fsck()).isEmpty();
  }

  @Test
  void aNewcomerReadsADamagedRefToo() throws Exception {
    writeRef("garbage\n");

    try (ClaimLedger newcomer = store.open()) {
      Tip tip = newcomer.read(TASK);
      assertThat(tip.damage()).isPresent();
      assertThat(tip.chain()).isEmpty();
      assertThat(newcomer.cas(grantOn(tip), Duration.ofSeconds(5)))
          .isInstanceOfSatisfying(
              CasResult.Refused.class,
              refused -> assertThat(refused.why()).contains("'bzzz claims reset " + TASK + "'"));
    }
  }

  @Test
  void aRepositoryWithoutCommitsIsNamedWithWhatToDo() {
    store.git("update-ref", "-d", "refs/heads/main");

    assertThatThrownBy(() -> ledger.scan(GitStore.ID))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("bees/0123")
        .hasMessageContaining("has no commits");
  }

  @Test
  void aMalformedPolicyIsNamedWithItsField() {
    store.commit(Map.of(".bzzz/policy.json", "{\"v\":1,\"agent\":{}}"));

    assertThatThrownBy(() -> ledger.read(TASK))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("bees/0123")
        .hasMessageContaining("agent");
  }

  private Tip assertDamaged(String reason) {
    Tip tip = ledger.read(TASK);

    assertThat(tip.damage()).hasValueSatisfying(why -> assertThat(why).contains(reason));
    assertThat(tip.chain()).as("what was valid before").isNotEmpty();
    assertThat(ledger.scan(GitStore.ID).tips())
        .satisfiesExactly(
            damaged -> assertThat(damaged).isEqualTo(tip),
            neighbour -> assertThat(neighbour.damage()).isEmpty());
    return tip;
  }

  private void writeRef(String content) throws Exception {
    Path file = store.bare().resolve(Namespace.REFS.claim(7));
    Files.createDirectories(file.getParent());
    Files.write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  private void push(SignedRecord signed, ObjectId before) {
    byte[] commit = RecordCommit.write(signed, Optional.of(before));
    store.setRef(Namespace.REFS.claim(7), Optional.of(store.insert(Constants.OBJ_COMMIT, commit)));
  }

  private static ObjectId position(Tip tip) {
    return ObjectId.fromString(tip.position());
  }

  private CasRequest grantOn(Tip tip) {
    return new CasRequest(tip, sign(tip, BOB, next -> next.grant(head, "test")));
  }

  private SignedRecord sign(Tip tip, Identity actor, Function<NextRecord, ClaimRecord> step) {
    Stamp stamp = Stamp.of(actor.id(), head, Instant.ofEpochSecond(1_700_000_000), random);
    return RecordCodec.sign(step.apply(NextRecord.after(tip, stamp)), actor);
  }

  private CasResult cas(CasRequest request) {
    return ledger.cas(request, Duration.ofSeconds(10));
  }

  private Tip won(Tip tip, Identity actor, Function<NextRecord, ClaimRecord> step) {
    CasResult result = cas(new CasRequest(tip, sign(tip, actor, step)));
    assertThat(result).isInstanceOf(CasResult.Won.class);
    return ((CasResult.Won) result).tip();
  }
}
