package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
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
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.resolver.ServiceNotEnabledException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a remote can answer, or fail to answer, to a push. */
final class RemoteTroubleTest {
  private static final TaskId TASK = new TaskId(GitStore.ID, 3);
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);

  @TempDir Path folder;

  private final Random random = new Random(5);
  private GitDaemon daemon;
  private GitStore store;
  private ClaimLedger ledger;
  private String head;

  @BeforeEach
  void serve() {
    daemon = new GitDaemon();
    store = new GitStore(folder, daemon::url, ClaimLedgerContract.POLICY).with(daemon);
    ledger = store.open();
    head = ledger.scan(GitStore.ID).head();
  }

  @AfterEach
  void close() {
    ledger.close();
    store.close();
  }

  @Test
  void aPushWhoseAnswerIsLostIsUnknownAndWonWhenTriedAgain() {
    CasRequest request = grant(Tip.none(TASK), ALICE);
    daemon.receiveBy((client, db) -> new SilentReceivePack(db, true));

    CasResult lost = cas(request);

    assertThat(lost).isInstanceOf(CasResult.Unknown.class);
    assertThat(store.ref(Namespace.REFS.claim(3))).isPresent();

    daemon.receiveBy((client, db) -> new ReceivePack(db));
    CasResult again = cas(request);

    assertThat(again)
        .isInstanceOfSatisfying(
            CasResult.Won.class, won -> assertThat(won.tip().isAt(request.next())).isTrue());
    assertThat(ledger.read(TASK).record().orElseThrow().record().seq()).isEqualTo(1);
  }

  @Test
  void aPushThatNeverArrivedIsUnknownAndWonWhenTriedAgain() {
    CasRequest request = grant(Tip.none(TASK), ALICE);
    daemon.receiveBy((client, db) -> new SilentReceivePack(db, false));

    CasResult lost = cas(request);

    assertThat(lost).isInstanceOf(CasResult.Unknown.class);
    assertThat(store.ref(Namespace.REFS.claim(3))).isEmpty();

    daemon.receiveBy((client, db) -> new ReceivePack(db));
    assertThat(cas(request)).isInstanceOf(CasResult.Won.class);
  }

  @Test
  void aTakeoverBetweenListingAndCommandsStopsBothRefs() {
    Tip held = won(cas(grant(Tip.none(TASK), ALICE)));
    LedgerStore.Finished work = store.finish();
    Claim claim = Claim.heldBy(ALICE.id(), held).orElseThrow();
    CasRequest late =
        new CasRequest(
            held,
            sign(held, ALICE, next -> next.publish(work.head())),
            List.of(claim.publish(work.head(), work.objects())));
    SignedRecord challenge = sign(held, BOB, NextRecord::challenge);
    daemon.receiveBy(
        (client, db) -> {
          ReceivePack receive = new ReceivePack(db);
          receive.setPreReceiveHook((pack, commands) -> moveBehindTheBack(challenge, held));
          return receive;
        });

    CasResult result = cas(late);

    assertThat(result).isInstanceOf(CasResult.Lost.class);
    assertThat(((CasResult.Lost) result).now().isAt(challenge)).isTrue();
    assertThat(store.branch("bzzz/3/t1")).isEmpty();
  }

  @Test
  void aDecliningHookIsARefusalWithItsWords() {
    daemon.receiveBy(
        (client, db) -> {
          ReceivePack receive = new ReceivePack(db);
          receive.setPreReceiveHook(
              (pack, commands) ->
                  commands.forEach(
                      command ->
                          command.setResult(
                              ReceiveCommand.Result.REJECTED_OTHER_REASON,
                              "pre-receive hook declined: no bees today")));
          return receive;
        });

    CasResult result = cas(grant(Tip.none(TASK), ALICE));

    assertThat(result)
        .isInstanceOfSatisfying(
            CasResult.Refused.class,
            refused -> assertThat(refused.why()).contains("no bees today").doesNotContain("\n"));
  }

  @Test
  void aRemoteThatTakesNoPushesIsARefusal() {
    daemon.receiveBy(
        (client, db) -> {
          throw new ServiceNotEnabledException();
        });

    assertThat(cas(grant(Tip.none(TASK), ALICE))).isInstanceOf(CasResult.Refused.class);
  }

  @Test
  void finishedWorkIsToWaitForARemoteThatTakesNoPushes() {
    Tip held = won(cas(grant(Tip.none(TASK), ALICE)));
    LedgerStore.Finished work = store.finish();
    Claim claim = Claim.heldBy(ALICE.id(), held).orElseThrow();
    daemon.receiveBy(
        (client, db) -> {
          throw new ServiceNotEnabledException();
        });

    CasResult result =
        cas(
            new CasRequest(
                held,
                sign(held, ALICE, next -> next.publish(work.head())),
                List.of(claim.publish(work.head(), work.objects()))));

    assertThat(result)
        .isInstanceOfSatisfying(
            CasResult.Refused.class,
            refused -> assertThat(refused.retryAfter()).as(refused.why()).isPositive());
  }

  @Test
  void aRemoteThatIsGoneIsTransientForReadsAndUnknownForWrites() {
    CasRequest request = grant(Tip.none(TASK), ALICE);
    daemon.close();

    assertThatThrownBy(() -> ledger.read(TASK))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("bees/0123");
    assertThat(cas(request)).isInstanceOf(CasResult.Unknown.class);
  }

  @Test
  void aBranchInTheWayIsNamedBeforeTheGrant() {
    store.setBranch("bzzz/3", Optional.of(head));

    assertThat(cas(grant(Tip.none(TASK), ALICE)))
        .isInstanceOfSatisfying(
            CasResult.Refused.class,
            refused -> assertThat(refused.why()).contains("refs/heads/bzzz/3 is in the way"));
  }

  @Test
  void aNewPolicyIsSeenWithTheNextRead() {
    String changed =
        store.commit(Map.of(".bzzz/policy.json", store.git("show", "HEAD:.bzzz/policy.json")));

    assertThat(ledger.scan(GitStore.ID).head()).isEqualTo(changed);
  }

  @Test
  void anOrdinaryCommitOnTopIsReported() {
    Tip held = won(cas(grant(Tip.none(TASK), ALICE)));
    store.setRef(
        Namespace.REFS.claim(3),
        Optional.of(store.git("commit-tree", "-p", held.position(), "-m", "mine", "HEAD^{tree}")));

    Tip tip = ledger.read(TASK);

    assertThat(tip.damage()).isPresent();
    assertThat(tip.chain()).isEqualTo(held.chain());
    assertThat(cas(new CasRequest(tip, held.record().orElseThrow())))
        .isEqualTo(new CasResult.Won(held));
  }

  private void moveBehindTheBack(SignedRecord signed, Tip from) {
    byte[] commit =
        RecordCommit.write(
            signed, Optional.of(org.eclipse.jgit.lib.ObjectId.fromString(from.position())));
    store.setRef(
        Namespace.REFS.claim(3),
        Optional.of(store.insert(org.eclipse.jgit.lib.Constants.OBJ_COMMIT, commit)));
  }

  private CasRequest grant(Tip tip, Identity actor) {
    return new CasRequest(tip, sign(tip, actor, next -> next.grant(head, "test")));
  }

  private SignedRecord sign(Tip tip, Identity actor, Function<NextRecord, ClaimRecord> step) {
    Stamp stamp = Stamp.of(actor.id(), head, Instant.ofEpochSecond(1_700_000_000), random);
    return RecordCodec.sign(step.apply(NextRecord.after(tip, stamp)), actor);
  }

  private CasResult cas(CasRequest request) {
    return ledger.cas(request, Duration.ofSeconds(20));
  }

  private static Tip won(CasResult result) {
    assertThat(result).isInstanceOf(CasResult.Won.class);
    return ((CasResult.Won) result).tip();
  }
}
