package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimRecord;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.eclipse.jgit.transport.ReceivePack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with claims that are pushed carelessly. */
final class PushTrapsTest {
  private static final TaskId TASK = new TaskId(GitStore.ID, 3);
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);

  @TempDir Path folder;

  private final Random random = new Random(5);
  private final List<List<String>> pushes = new CopyOnWriteArrayList<>();
  private GitStore store;
  private ClaimLedger ledger;
  private String head;

  @BeforeEach
  void serve() {
    GitDaemon daemon = new GitDaemon();
    daemon.receiveBy(
        (client, db) -> {
          ReceivePack receive = new ReceivePack(db);
          receive.setPreReceiveHook(
              (pack, commands) ->
                  pushes.add(commands.stream().map(each -> each.getRefName()).sorted().toList()));
          return receive;
        });
    store = new GitStore(folder, daemon::url, ClaimLedgerContract.POLICY).with(daemon);
    ledger = store.open();
    head = ledger.scan(GitStore.ID).head();
  }

  @AfterEach
  void close() {
    ledger.close();
    store.close();
  }

  /** Git drops a ref that does not move from the push, and with it what was expected of it. */
  @Test
  void noBranchIsEverPushedWithoutAMoveOfItsClaim() {
    Tip held = won(cas(request(Tip.none(TASK), ALICE, next -> next.grant(head, "test"))));
    LedgerStore.Finished work = store.finish();
    CasRequest publish =
        new CasRequest(
            held,
            request(held, ALICE, next -> next.publish(work.head())).next(),
            List.of(
                Claim.heldBy(ALICE.id(), held).orElseThrow().publish(work.head(), work.objects())));
    Tip published = won(cas(publish));
    store.setBranch("bzzz/3/t1", Optional.empty());

    assertThat(cas(publish)).isEqualTo(new CasResult.Won(published));

    assertThat(store.branch("bzzz/3/t1")).as("nothing went without a move").isEmpty();
    assertThat(pushes)
        .containsExactly(
            List.of("refs/bzzz/claims/3"), List.of("refs/bzzz/claims/3", "refs/heads/bzzz/3/t1"));
  }

  /** Pushing the commit that is there already succeeds for everybody. */
  @Test
  void twoGrantsThatSayTheSameAreDifferentCommitsAndOneWins() {
    CasRequest first = request(Tip.none(TASK), ALICE, next -> next.grant(head, "test"));
    CasRequest second = request(Tip.none(TASK), ALICE, next -> next.grant(head, "test"));

    Tip held = won(cas(first));

    assertThat(cas(second)).isEqualTo(new CasResult.Lost(held));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bzzz", "bzzz/3", "bzzz/3/t1/more"})
  void aBranchInTheWayOfTheWorkBranchIsNamedBeforeTheGrant(String branch) {
    store.setBranch(branch, Optional.of(head));

    CasResult result = cas(request(Tip.none(TASK), BOB, next -> next.grant(head, "test")));

    assertThat(result)
        .isInstanceOfSatisfying(
            CasResult.Refused.class,
            refused ->
                assertThat(refused.why())
                    .contains("refs/heads/" + branch + " is in the way", "rename or delete"));
    assertThat(pushes).isEmpty();
  }

  private CasRequest request(Tip tip, Identity actor, Function<NextRecord, ClaimRecord> step) {
    Stamp stamp = Stamp.of(actor.id(), head, Instant.ofEpochSecond(1_700_000_000), random);
    ClaimRecord record = step.apply(NextRecord.after(tip, stamp));
    return record.work().head().isEmpty()
        ? new CasRequest(tip, RecordCodec.sign(record, actor))
        : new CasRequest(
            tip,
            RecordCodec.sign(record, actor),
            List.of(
                Claim.heldBy(actor.id(), tip)
                    .orElseThrow()
                    .publish(record.work().head().get(), folder.toUri())));
  }

  private CasResult cas(CasRequest request) {
    return ledger.cas(request, Duration.ofSeconds(20));
  }

  private static Tip won(CasResult result) {
    assertThat(result).isInstanceOf(CasResult.Won.class);
    return ((CasResult.Won) result).tip();
  }
}
