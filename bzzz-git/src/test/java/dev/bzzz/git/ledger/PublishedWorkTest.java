package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.LedgerStore;
import dev.bzzz.core.testkit.TestAgents;
import dev.bzzz.git.local.RepositoryLock;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be published into a repository on this machine, and what keeps writers out. */
final class PublishedWorkTest {
  private static final TaskId TASK = new TaskId(GitStore.ID, 42);
  private static final Identity ALICE = TestAgents.agent(1);

  @TempDir Path folder;

  private final Random random = new Random(5);
  private GitStore store;
  private ClaimLedger ledger;
  private String head;

  @BeforeEach
  void open() {
    store = GitStore.direct(folder);
    ledger = store.open();
    head = ledger.scan(GitStore.ID).head();
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void publishedWorkIsWholeForPlainGit() {
    Tip held = granted();
    LedgerStore.Finished work = store.finish();

    CasResult result = publish(held, work.head(), work.objects());

    assertThat(result).isInstanceOf(CasResult.Won.class);
    assertThat(store.fsck()).isEmpty();
    assertThat(store.git("show", "bzzz/42/t1:README.md")).isEqualTo("hello bees");
    assertThat(store.git("rev-parse", Namespace.REFS.claim(42) + "^2")).isEqualTo(work.head());
    assertThat(store.git("log", "-1", "--format=%an <%ae> %cn <%ce>", Namespace.REFS.claim(42)))
        .isEqualTo(
            ALICE.id() + " <" + ALICE.id() + "@bzzz> " + ALICE.id() + " <" + ALICE.id() + "@bzzz>");
  }

  @Test
  void workThatTouchesThePolicyIsRefused() {
    Tip held = granted();
    LedgerStore.Finished changed = store.finish(Map.of(".bzzz/policy.json", "{}"));
    LedgerStore.Finished removed = store.finish(Map.of("README.md", "no policy"));

    assertRefused(publish(held, changed.head(), changed.objects()), "touches .bzzz/");
    assertRefused(publish(held, removed.head(), removed.objects()), "touches .bzzz/");
  }

  @Test
  void workThatChangesNothingIsRefused() {
    Tip held = granted();

    assertRefused(publish(held, head, store.bare().toUri()), "changes nothing");
  }

  @Test
  void workOnAnotherBaseIsRefused() {
    String old = head;
    String text = store.git("show", "HEAD:.bzzz/policy.json") + "\n";
    head = store.commit(Map.of("README.md", "newer\n", ".bzzz/policy.json", text));
    Tip held = granted();
    store.setRef("refs/heads/main", Optional.of(old));
    LedgerStore.Finished sibling = store.finish();
    store.setRef("refs/heads/main", Optional.of(head));

    assertRefused(publish(held, sibling.head(), sibling.objects()), "does not descend from");
  }

  @Test
  void workThatIsNotThereIsRefused() {
    Tip held = granted();
    LedgerStore.Finished work = store.finish();

    assertRefused(publish(held, "1".repeat(40), work.objects()), "not complete");
    assertRefused(
        publish(held, work.head(), folder.resolve("nowhere").toUri()), "not in a git repository");
    assertRefused(
        publish(held, work.head(), URI.create("https://example.org/x.git")), "on this machine");
  }

  @Test
  void aBranchInTheWayIsNamedBeforeTheGrant() {
    for (String branch : List.of("bzzz", "bzzz/42", "bzzz/42/t1/x")) {
      store.setBranch(branch, Optional.of(head));

      CasResult result = cas(new CasRequest(Tip.none(TASK), sign(Tip.none(TASK), this::grant)));

      assertRefused(result, "refs/heads/" + branch + " is in the way");
      assertThat(ledger.read(TASK)).isEqualTo(Tip.none(TASK));
      store.setBranch(branch, Optional.empty());
    }
  }

  @Test
  void aBranchOfWorkThatNoClaimRecordsIsNamedBeforeTheGrant() {
    store.setBranch("bzzz/42/t1", Optional.of(head));
    CasRequest request = new CasRequest(Tip.none(TASK), sign(Tip.none(TASK), this::grant));

    assertRefused(cas(request), "the branch bzzz/42/t1 of ");
    assertRefused(cas(request), " exists already, at " + head);
    assertThat(ledger.read(TASK)).isEqualTo(Tip.none(TASK));
    store.setBranch("bzzz/42/t1", Optional.empty());
    assertThat(cas(request)).isInstanceOf(CasResult.Won.class);
  }

  @Test
  void aYoungLockFileOfGitIsWaitedForAndAnOldOneRemoved() throws Exception {
    Path lockFile = store.bare().resolve(Namespace.REFS.claim(42) + ".lock");
    Files.createDirectories(lockFile.getParent());
    Files.createFile(lockFile);
    CasRequest request = new CasRequest(Tip.none(TASK), sign(Tip.none(TASK), this::grant));

    CasResult young = ledger.cas(request, Duration.ofMillis(100));
    Files.setLastModifiedTime(lockFile, FileTime.from(Instant.now().minusSeconds(60)));
    CasResult old = cas(request);

    assertRefused(young, lockFile.toString());
    assertThat(old).isInstanceOf(CasResult.Won.class);
    assertThat(lockFile).doesNotExist();
  }

  @Test
  void aRepositoryThatStaysLockedIsRefusedInTime() {
    CasRequest request = new CasRequest(Tip.none(TASK), sign(Tip.none(TASK), this::grant));

    try (RepositoryLock lock =
        RepositoryLock.acquire(store.bare(), RepositoryLock.DEFAULT_TIMEOUT)) {
      CasResult result =
          CompletableFuture.supplyAsync(() -> ledger.cas(request, Duration.ofMillis(50))).join();

      assertRefused(result, "locked");
      assertThat(lock).isNotNull();
    }
    assertThat(cas(request)).isInstanceOf(CasResult.Won.class);
  }

  private static void assertRefused(CasResult result, String why) {
    assertThat(result)
        .isInstanceOfSatisfying(
            CasResult.Refused.class, refused -> assertThat(refused.why()).contains(why));
  }

  private Tip granted() {
    CasResult result = cas(new CasRequest(Tip.none(TASK), sign(Tip.none(TASK), this::grant)));
    assertThat(result).isInstanceOf(CasResult.Won.class);
    return ((CasResult.Won) result).tip();
  }

  private CasResult publish(Tip held, String commit, URI objects) {
    Claim claim = Claim.heldBy(ALICE.id(), held).orElseThrow();
    CasResult result =
        cas(
            new CasRequest(
                held,
                sign(held, step -> step.publish(commit)),
                List.of(claim.publish(commit, objects))));
    boolean won = result instanceof CasResult.Won;
    assertThat(store.branch("bzzz/42/t1").isPresent()).isEqualTo(won);
    assertThat(ledger.read(TASK).state()).contains(won ? ClaimState.PUBLISHED : ClaimState.HELD);
    return result;
  }

  private ClaimRecord grant(NextRecord next) {
    return next.grant(head, "test");
  }

  private SignedRecord sign(Tip tip, Function<NextRecord, ClaimRecord> step) {
    Stamp stamp = Stamp.of(ALICE.id(), head, Instant.ofEpochSecond(1_700_000_000), random);
    return RecordCodec.sign(step.apply(NextRecord.after(tip, stamp)), ALICE);
  }

  private CasResult cas(CasRequest request) {
    return ledger.cas(request, Duration.ofSeconds(20));
  }
}
