package dev.bzzz.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.FencingToken;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.RefUpdate;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ClaimLedger} must do. A subclass supplies the store; {@link
 * ClaimLedgerRaceContract} does the same for many threads.
 */
public abstract class ClaimLedgerContract {
  /** The first policy of the store's repository; it names agents 1 to 16. */
  public static final ClaimPolicy POLICY = TestAgents.policyOf(16);

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);
  private static final Identity STRANGER = TestAgents.agent(99);

  private final Random random = new Random(1);
  private LedgerStore store;
  private ClaimLedger ledger;
  private TaskId task;
  private String head;

  /** A fresh store, with nothing claimed. */
  protected abstract LedgerStore newStore();

  @BeforeEach
  final void openStore() {
    store = newStore();
    ledger = store.open();
    task = new TaskId(store.repository(), 1);
    head = ledger.scan(store.repository()).head();
  }

  @AfterEach
  final void closeStore() {
    ledger.close();
    store.close();
  }

  @Test
  final void aTaskNobodyClaimedHasAnEmptyTip() {
    Tip tip = ledger.read(task);

    assertThat(tip).isEqualTo(Tip.none(task));
  }

  @Test
  final void aFreeTaskIsGrantedAndOtherHandlesSeeIt() {
    Tip won = write(ledger.read(task), ALICE, this::grant);

    try (ClaimLedger other = store.open()) {
      Tip read = other.read(task);
      assertThat(read).isEqualTo(won);
      assertThat(read.chain()).hasSize(1);
      assertThat(Claim.heldBy(ALICE.id(), read)).isPresent();
      assertThat(Claim.heldBy(BOB.id(), read)).isEmpty();
    }
  }

  @Test
  final void whoeverComesSecondLosesAndLearnsTheWinner() {
    Tip seenByBoth = ledger.read(task);
    Tip won = write(seenByBoth, ALICE, this::grant);

    CasResult result = cas(new CasRequest(seenByBoth, record(seenByBoth, BOB, this::grant)));

    assertThat(result).isEqualTo(new CasResult.Lost(won));
    assertThat(ledger.read(task)).isEqualTo(won);
  }

  @Test
  final void aTipThatMovedOnIsNoLongerAccepted() {
    Tip held = write(ledger.read(task), ALICE, this::grant);
    Tip challenged = write(held, BOB, NextRecord::challenge);

    CasResult result = cas(new CasRequest(held, record(held, ALICE, NextRecord::checkpoint)));

    assertThat(result).isEqualTo(new CasResult.Lost(challenged));
    assertThat(ledger.read(task)).isEqualTo(challenged);
  }

  @Test
  final void theSameRequestAgainIsWonAgain() {
    Tip none = ledger.read(task);
    CasRequest request = new CasRequest(none, record(none, ALICE, this::grant));
    Tip won = won(cas(request));

    assertThat(cas(request)).isEqualTo(new CasResult.Won(won));

    Tip challenged = write(won, BOB, NextRecord::challenge);
    assertThat(cas(request)).isEqualTo(new CasResult.Won(challenged));
    assertThat(ledger.read(task)).isEqualTo(challenged);
  }

  @Test
  final void ofClaimsThatMoveTogetherEachIsMovedOrNotByItself() {
    TaskId other = new TaskId(store.repository(), 2);
    Tip none = ledger.read(task);
    Tip held = write(none, ALICE, this::grant);
    CasRequest late = new CasRequest(none, record(none, BOB, this::grant));
    CasRequest first = new CasRequest(Tip.none(other), record(Tip.none(other), BOB, this::grant));

    List<CasResult> results = ledger.cas(List.of(late, first), TIMEOUT);

    assertThat(results.get(0)).isEqualTo(new CasResult.Lost(held));
    assertThat(ledger.read(other)).isEqualTo(won(results.get(1)));
    assertThat(ledger.read(other).record()).contains(first.next());
    assertThat(ledger.read(task)).isEqualTo(held);
  }

  @Test
  final void aStepThatTheTableForbidsIsRefused() {
    Tip held = write(ledger.read(task), ALICE, this::grant);

    CasResult unasked = cas(new CasRequest(held, record(held, BOB, NextRecord::checkpoint)));
    CasResult unchallenged = cas(new CasRequest(held, record(held, BOB, this::grant)));

    assertRefusedAndUnmoved(unasked, held);
    assertRefusedAndUnmoved(unchallenged, held);
  }

  @Test
  final void aRecordThatDoesNotFollowTheTipIsRefused() {
    Tip held = write(ledger.read(task), ALICE, this::grant);
    SignedRecord another = record(Tip.none(task), BOB, this::grant);

    CasResult result = cas(new CasRequest(held, another));

    assertRefusedAndUnmoved(result, held);
  }

  @Test
  final void anAgentThatThePolicyDoesNotNameIsRefused() {
    Tip none = ledger.read(task);

    CasResult result = cas(new CasRequest(none, record(none, STRANGER, this::grant)));

    assertRefusedAndUnmoved(result, none);
    assertThat(((CasResult.Refused) result).why()).contains(STRANGER.id().value());
  }

  @Test
  final void aPolicyThatIsNotOnTheDefaultBranchIsRefused() {
    Tip none = ledger.read(task);
    Stamp stamp = Stamp.of(ALICE.id(), "0".repeat(40), Instant.EPOCH, random);
    ClaimRecord record = NextRecord.after(none, stamp).grant(head, "contract");

    CasResult result = cas(new CasRequest(none, RecordCodec.sign(record, ALICE)));

    assertRefusedAndUnmoved(result, none);
  }

  @Test
  final void aForgedSignatureIsRefused() {
    Tip none = ledger.read(task);
    SignedRecord genuine = record(none, ALICE, this::grant);
    byte[] signature = genuine.signature();
    signature[5] ^= 1;
    SignedRecord forged =
        RecordCodec.verify(genuine.json(), signature, (signer, message, bytes) -> true);

    CasResult result = cas(new CasRequest(none, forged));

    assertRefusedAndUnmoved(result, none);
  }

  @Test
  final void theChainIsTheTermFromTheNewestRecordToTheGrant() {
    Tip granted = write(ledger.read(task), ALICE, this::grant);
    Tip challenged = write(granted, BOB, NextRecord::challenge);
    Tip answered = write(challenged, ALICE, NextRecord::answer);

    assertThat(ledger.read(task).chain())
        .containsExactly(newest(answered), newest(challenged), newest(granted));

    Tip taken = write(write(answered, BOB, NextRecord::challenge), BOB, this::grant);

    assertThat(ledger.read(task).chain()).containsExactly(newest(taken));
    assertThat(newest(taken).record().term()).isEqualTo(2);
    assertThat(newest(taken).token()).isEqualTo(new FencingToken(2, newest(taken).id()));
  }

  @Test
  final void publishMovesTheBranchWithTheRecord() {
    assumeBranches();
    Tip held = write(ledger.read(task), ALICE, this::grant);
    LedgerStore.Finished work = store.finish();

    Tip published = won(cas(publish(held, ALICE, work)));

    assertThat(published.state()).contains(ClaimState.PUBLISHED);
    assertThat(newest(published).record().work().head()).contains(work.head());
    assertThat(store.branch("bzzz/1/t1")).contains(work.head());
    assertThat(ledger.read(task)).isEqualTo(published);
    assertThat(Claim.publishedBy(published)).isPresent();
  }

  @Test
  final void aHolderThatWasTakenOverPublishesNeitherBranchNorRecord() {
    assumeBranches();
    Tip held = write(ledger.read(task), ALICE, this::grant);
    CasRequest late = publish(held, ALICE, store.finish());
    Tip taken = write(write(held, BOB, NextRecord::challenge), BOB, this::grant);
    CasRequest forced = new CasRequest(taken, late.next(), late.updates());

    assertThat(cas(late)).isEqualTo(new CasResult.Lost(taken));
    assertRefusedAndUnmoved(cas(forced), taken);
    assertThat(store.branch("bzzz/1/t1")).isEmpty();
    assertThat(store.branch("bzzz/1/t2")).isEmpty();
  }

  @Test
  final void aWorkBranchThatIsInTheWayStopsThePublish() {
    assumeBranches();
    Tip held = write(ledger.read(task), ALICE, this::grant);
    store.setBranch("bzzz/1/t1", Optional.of(head));

    CasResult result = cas(publish(held, ALICE, store.finish()));

    assertRefusedAndUnmoved(result, held);
    assertThat(store.branch("bzzz/1/t1")).contains(head);
  }

  @Test
  final void anybodyRestoresAPublishedBranchThatWentMissing() {
    assumeBranches();
    Tip held = write(ledger.read(task), ALICE, this::grant);
    LedgerStore.Finished work = store.finish();
    Tip published = won(cas(publish(held, ALICE, work)));
    store.setBranch("bzzz/1/t1", Optional.empty());
    RefUpdate update = Claim.publishedBy(published).orElseThrow().restoreBranch();

    SignedRecord next = record(published, BOB, NextRecord::restoreBranch);
    Tip restored = won(cas(new CasRequest(published, next, List.of(update))));

    assertThat(store.branch("bzzz/1/t1")).contains(work.head());
    assertThat(restored.chain()).hasSize(3);
  }

  @Test
  final void aTaskRunsThroughDoneAndIsClaimedAgainForANewCause() {
    assumeBranches();
    Tip held = write(ledger.read(task), ALICE, this::grant);
    LedgerStore.Finished work = store.finish();
    Tip published = won(cas(publish(held, ALICE, work)));
    Tip done = write(published, BOB, next -> next.done(OptionalLong.of(7)));

    CasResult idle = cas(new CasRequest(done, record(done, BOB, this::grant)));
    Tip again = write(done, BOB, next -> next.grantAgain(head, "contract", "pr-closed:7"));

    assertThat(idle).isInstanceOf(CasResult.Refused.class);
    assertThat(newest(again).record().term()).isEqualTo(2);
    assertThat(newest(again).record().attempt()).isEqualTo(1);
    assertThat(store.branch("bzzz/1/t1")).contains(work.head());
  }

  @Test
  final void aHolderThatANewPolicyExpelsIsReplacedAtOnceAndClaimsNoMore() {
    Tip held = write(ledger.read(task), BOB, this::grant);
    String expelling = store.changePolicy(TestAgents.policyOf(1));

    assertThat(ledger.scan(store.repository()).head()).isEqualTo(expelling);
    head = expelling;
    Tip taken = write(held, ALICE, this::grant);

    assertThat(newest(taken).record().holder()).isEqualTo(ALICE.id());
    CasResult byBob = cas(new CasRequest(taken, record(taken, BOB, NextRecord::challenge)));
    assertRefusedAndUnmoved(byBob, taken);
  }

  @Test
  final void anExpelledAgentCannotWriteByNamingAnOldPolicyButMayGiveUp() {
    Tip held = write(ledger.read(task), BOB, this::grant);
    Tip none = ledger.read(new TaskId(store.repository(), 2));
    CasRequest late = new CasRequest(none, record(none, BOB, this::grant));
    CasRequest checkpoint = new CasRequest(held, record(held, BOB, NextRecord::checkpoint));
    CasRequest doubt = new CasRequest(held, record(held, ALICE, NextRecord::challenge));
    SignedRecord release = record(held, BOB, next -> next.release("expelled"));

    store.changePolicy(TestAgents.policyOf(1));

    assertRefusedAndUnmoved(cas(late), none);
    assertRefusedAndUnmoved(cas(checkpoint), held);
    assertRefusedAndUnmoved(cas(doubt), held);
    assertThat(won(cas(new CasRequest(held, release))).state()).contains(ClaimState.RELEASED);
  }

  @Test
  final void aScanShowsWhatReadsShowOrderedByTask() {
    for (int number : new int[] {10, 9, 1}) {
      Tip none = ledger.read(new TaskId(store.repository(), number));
      write(none, ALICE, this::grant);
    }
    write(ledger.read(task), BOB, NextRecord::challenge);

    var view = ledger.scan(store.repository());

    assertThat(view.policy()).isEqualTo(store.named(POLICY));
    assertThat(view.head()).isEqualTo(head);
    assertThat(view.tips()).extracting(tip -> tip.task().number()).containsExactly(1L, 9L, 10L);
    assertThat(view.tips()).allSatisfy(tip -> assertThat(ledger.read(tip.task())).isEqualTo(tip));
  }

  @Test
  final void tasksAreIndependent() {
    TaskId other = new TaskId(store.repository(), 2);
    Tip first = write(ledger.read(task), ALICE, this::grant);

    Tip second = write(ledger.read(other), BOB, this::grant);

    assertThat(ledger.read(task)).isEqualTo(first);
    assertThat(ledger.read(other)).isEqualTo(second);
  }

  @Test
  final void withoutAPolicyNobodyClaimsAndTheErrorNamesTheCommand() {
    TaskId free = new TaskId(store.withoutPolicy(), 1);
    SignedRecord grant = record(Tip.none(free), ALICE, this::grant);

    assertPolicyMissing(() -> ledger.read(free));
    assertPolicyMissing(() -> ledger.scan(free.repository()));
    assertPolicyMissing(() -> ledger.cas(new CasRequest(Tip.none(free), grant), TIMEOUT));
  }

  private static void assertPolicyMissing(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("bzzz init");
  }

  private void assertRefusedAndUnmoved(CasResult result, Tip tip) {
    assertThat(result).isInstanceOf(CasResult.Refused.class);
    assertThat(((CasResult.Refused) result).why()).isNotBlank().doesNotContain("\n");
    assertThat(ledger.read(tip.task())).isEqualTo(tip);
  }

  private void assumeBranches() {
    Assumptions.assumeTrue(
        ledger.features().atomicRefUpdates(), "this ledger moves no branches, so none publish");
  }

  private ClaimRecord grant(NextRecord next) {
    return next.grant(head, "contract");
  }

  private SignedRecord record(Tip tip, Signer actor, Function<NextRecord, ClaimRecord> step) {
    Stamp stamp = Stamp.of(actor.id(), head, Instant.ofEpochSecond(1_700_000_000), random);
    return RecordCodec.sign(step.apply(NextRecord.after(tip, stamp)), actor);
  }

  private CasRequest publish(Tip held, Signer holder, LedgerStore.Finished work) {
    Claim claim = Claim.heldBy(holder.id(), held).orElseThrow();
    SignedRecord next = record(held, holder, step -> step.publish(work.head()));
    return new CasRequest(held, next, List.of(claim.publish(work.head(), work.objects())));
  }

  private Tip write(Tip tip, Signer actor, Function<NextRecord, ClaimRecord> step) {
    return won(cas(new CasRequest(tip, record(tip, actor, step))));
  }

  private CasResult cas(CasRequest request) {
    return Settled.cas(ledger, request);
  }

  private static Tip won(CasResult result) {
    assertThat(result).isInstanceOf(CasResult.Won.class);
    return ((CasResult.Won) result).tip();
  }

  private static SignedRecord newest(Tip tip) {
    return tip.record().orElseThrow();
  }
}
