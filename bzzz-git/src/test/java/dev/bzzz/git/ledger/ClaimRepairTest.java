package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Conflict;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.LedgerStore;
import dev.bzzz.core.testkit.TestAgents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.eclipse.jgit.lib.Constants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Setting damaged claims back, by agents and by people, in a folder and on a remote. */
final class ClaimRepairTest {
  private static final TaskId TASK = new TaskId(GitStore.ID, 7);
  private static final Identity ALICE = TestAgents.agent(1);

  enum Mode {
    DIRECT,
    PUSH
  }

  @TempDir Path folder;

  private final Random random = new Random(5);
  private GitStore store;
  private GitRefLedger ledger;
  private String head;

  private void open(Mode mode) {
    if (mode == Mode.DIRECT) {
      store = GitStore.direct(folder);
    } else {
      GitDaemon daemon = new GitDaemon();
      store = new GitStore(folder, daemon::url, ClaimLedgerContract.POLICY).with(daemon);
    }
    ledger = (GitRefLedger) store.open();
    head = ledger.scan(GitStore.ID).head();
  }

  @AfterEach
  void close() {
    ledger.close();
    store.close();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void garbageOnTopOfPublishedWorkIsTakenAway(Mode mode) {
    open(mode);
    Tip published = published();
    String fake =
        store.git(
            "commit-tree",
            "-p",
            published.position(),
            "-m",
            "mine",
            Constants.EMPTY_TREE_ID.name());
    store.setRef(Namespace.REFS.claim(7), Optional.of(fake));

    CasResult repaired = repair();

    assertThat(repaired).isEqualTo(new CasResult.Won(published));
    assertThat(ledger.read(TASK)).isEqualTo(published);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aClaimThatWasMovedBackOrDeletedIsSetForwardAgain(Mode mode) {
    open(mode);
    Tip held = granted();
    Tip moved = won(held, NextRecord::checkpoint);

    store.setRef(Namespace.REFS.claim(7), Optional.of(held.position()));
    assertThat(repair()).isEqualTo(new CasResult.Won(moved));
    store.setRef(Namespace.REFS.claim(7), Optional.empty());
    assertThat(repair()).isEqualTo(new CasResult.Won(moved));

    assertThat(ledger.read(TASK)).isEqualTo(moved);
  }

  @Test
  void aRefFileWithoutAnObjectIdIsTakenAwayWhateverIsPacked() throws Exception {
    open(Mode.DIRECT);
    Tip held = granted();
    store.git("pack-refs", "--all");
    Tip moved = won(held, NextRecord::checkpoint);

    writeRef("garbage\n");
    assertThat(repair()).isEqualTo(new CasResult.Won(moved));
    writeRef("ref: refs/heads/main\n");
    assertThat(repair()).isEqualTo(new CasResult.Won(moved));
    writeRef("");
    assertThat(repair()).isEqualTo(new CasResult.Won(moved));

    assertThat(store.fsck()).isEmpty();
    assertThat(store.ref("refs/heads/main")).contains(head);
  }

  @Test
  void whoeverRepairsSecondChangesNothing() {
    open(Mode.DIRECT);
    granted();
    store.setRef(Namespace.REFS.claim(7), Optional.empty());
    CasRequest second = CasRequest.repair(ledger.read(TASK));
    repair();
    Tip moved = won(ledger.read(TASK), NextRecord::checkpoint);

    CasResult late = ledger.cas(second, Duration.ofSeconds(10));

    assertThat(late).isNotInstanceOf(CasResult.Refused.class);
    assertThat(ledger.read(TASK)).isEqualTo(moved);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aHumanResetsAClaimThatHoldsNothingValid(Mode mode) {
    open(mode);
    String blob = store.insert(Constants.OBJ_BLOB, new byte[] {1});
    store.setRef(Namespace.REFS.claim(7), Optional.of(blob));
    assertThat(ledger.read(TASK).damage()).isPresent();

    assertThat(ledger.reset(TASK)).isEmpty();

    assertThat(ledger.read(TASK)).isEqualTo(Tip.none(TASK));
    granted();
  }

  @Test
  void aHumanResetsARefFileThatHoldsGarbage() throws Exception {
    open(Mode.DIRECT);
    writeRef("garbage\n");

    assertThat(ledger.reset(TASK)).isEmpty();

    granted();
  }

  @Test
  void aResetGoesBackToTheLastValidRecordWhereThereIsOne() {
    open(Mode.DIRECT);
    Tip held = granted();
    String fake =
        store.git(
            "commit-tree", "-p", held.position(), "-m", "mine", Constants.EMPTY_TREE_ID.name());
    store.setRef(Namespace.REFS.claim(7), Optional.of(fake));

    try (GitRefLedger human = (GitRefLedger) store.open()) {
      assertThat(human.reset(TASK)).isEqualTo(held.record());
    }

    assertThat(ledger.read(TASK)).isEqualTo(held);
  }

  @Test
  void aClaimInOrderIsNotReset() {
    open(Mode.DIRECT);
    Tip held = granted();

    assertThatThrownBy(() -> ledger.reset(TASK))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("it is in order");
    assertThatThrownBy(() -> ledger.reset(new TaskId(GitStore.ID, 8)))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("there is none");
    assertThat(ledger.read(TASK)).isEqualTo(held);
  }

  private CasResult repair() {
    Tip tip = ledger.read(TASK);
    assertThat(tip.damage()).isPresent();
    return ledger.cas(CasRequest.repair(tip), Duration.ofSeconds(10));
  }

  private void writeRef(String content) throws Exception {
    Path file = store.bare().resolve(Namespace.REFS.claim(7));
    Files.createDirectories(file.getParent());
    Files.write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  private Tip granted() {
    return won(Tip.none(TASK), next -> next.grant(head, "test"));
  }

  private Tip published() {
    Tip held = granted();
    LedgerStore.Finished work = store.finish();
    Claim claim = Claim.heldBy(ALICE.id(), held).orElseThrow();
    SignedRecord next = sign(held, step -> step.publish(work.head()));
    CasResult result =
        ledger.cas(
            new CasRequest(held, next, List.of(claim.publish(work.head(), work.objects()))),
            Duration.ofSeconds(10));
    assertThat(result).isInstanceOf(CasResult.Won.class);
    assertThat(((CasResult.Won) result).tip().state()).contains(ClaimState.PUBLISHED);
    return ((CasResult.Won) result).tip();
  }

  private Tip won(Tip tip, Function<NextRecord, ClaimRecord> step) {
    CasResult result = ledger.cas(new CasRequest(tip, sign(tip, step)), Duration.ofSeconds(10));
    assertThat(result).isInstanceOf(CasResult.Won.class);
    return ((CasResult.Won) result).tip();
  }

  private SignedRecord sign(Tip tip, Function<NextRecord, ClaimRecord> step) {
    Stamp stamp = Stamp.of(ALICE.id(), head, Instant.ofEpochSecond(1_700_000_000), random);
    return RecordCodec.sign(step.apply(NextRecord.after(tip, stamp)), ALICE);
  }
}
