package dev.bzzz.core.claim.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.mesh.InMemoryMesh;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.Conditions;
import dev.bzzz.core.testkit.TestAgents;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Voters that fail, come back, forget and are replaced. */
class QuorumLedgerTest {
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int MAX_TRIES = 50;
  private static final TaskId TASK = new TaskId(QuorumCluster.REPOSITORY, 7);
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);

  @TempDir Path folder;
  private QuorumCluster cluster;
  private ClaimLedger ledger;

  @AfterEach
  void stop() {
    ledger.close();
    cluster.close();
  }

  @Test
  void oneVoterDownChangesNothing() {
    open();
    Tip held = grant();
    cluster.stop(102);

    Tip challenged = won(challenge(held));

    assertThat(ledger.read(TASK)).isEqualTo(challenged);
    assertThat(ledger.scan(TASK.repository()).tips()).containsExactly(challenged);
  }

  @Test
  void withoutAMajorityNothingIsKnownAndNothingIsDenied() {
    open();
    Tip held = grant();
    cluster.stop(101);
    cluster.stop(102);

    CasResult result = ledger.cas(challengeRequest(held), SHORT);

    assertThat(result).isInstanceOf(CasResult.Unknown.class);
    assertThat(((CasResult.Unknown) result).why()).contains("no majority of the voters");
    cluster.start(101);
    assertThat(won(ledger.cas(challengeRequest(held), LONG)).isAt(challengeRequest(held).next()))
        .isTrue();
  }

  @Test
  void whatWasDecidedSurvivesTheRestartOfEveryVoter() {
    open();
    Tip held = grant();
    List.of(101, 102, 103).forEach(cluster::stop);

    List.of(101, 102, 103).forEach(cluster::start);

    assertThat(ledger.read(TASK)).isEqualTo(held);
  }

  @Test
  void aVoterThatLostItsDiskVotesAgainInANewEpochOnly() {
    open();
    grant();
    cluster.stop(103);
    cluster.loseDisk(103);
    cluster.start(103);
    cluster.stop(102);

    CasRequest request = Steps.grant(Tip.none(next()), ALICE, head());
    String why = whyUnknown(request);
    for (int i = 0; i < MAX_TRIES && !why.contains("it has lost its disk since"); i++) {
      why = whyUnknown(request);
    }

    assertThat(why).contains("it has lost its disk since", "bzzz policy vote");
    cluster.start(102);
    cluster.vote(101, 102, 103);
    Tip granted = won(ledger.cas(Steps.grant(ledger.read(next()), ALICE, head()), LONG));
    cluster.stop(102);
    assertThat(ledger.read(next())).isEqualTo(granted);
  }

  @Test
  void newVotersKnowWhatTheOldOnesDecided() {
    open();
    Tip held = grant();
    cluster.start(104);
    cluster.start(105);

    cluster.vote(103, 104, 105);
    Tip read = ledger.read(TASK);
    cluster.stop(101);
    cluster.stop(102);
    Tip challenged = won(challenge(held));

    assertThat(read).isEqualTo(held);
    assertThat(ledger.read(TASK)).isEqualTo(challenged);
  }

  @Test
  void allTasksAreSeenInANewEpochThoughAVoterIsDown() {
    open();
    Tip held = grant();
    cluster.vote(101, 102, 103);
    cluster.awaitEveryVoter();
    cluster.stop(102);

    List<Tip> known = ledger.scan(TASK.repository()).tips();
    try (ClaimLedger fresh = cluster.open()) {
      List<Tip> asked = fresh.scan(TASK.repository()).tips();

      assertThat(known).containsExactly(held);
      assertThat(asked).containsExactly(held);
    }
  }

  @Test
  void votersThatAreReplacedDecideNothingMore() {
    open();
    Tip held = grant();
    PolicySource stale = frozen();
    List.of(104, 105, 106).forEach(cluster::start);
    cluster.vote(104, 105, 106);
    ledger.read(TASK);

    InMemoryMesh mesh = cluster.hub().join(BOB.id());
    try (QuorumLedger old = QuorumLedger.builder(mesh, BOB, stale).open()) {
      CasResult late = old.cas(challengeRequest(held), SHORT);

      assertThat(late).isInstanceOf(CasResult.Unknown.class);
    }
    assertThat(ledger.read(TASK)).isEqualTo(held);
  }

  @Test
  void aThirdOfTheMessagesMayBeLost() {
    open(new InMemoryMesh.Hub(18, new Random(3))); // a question and its answer both have to arrive

    Tip held = won(settled(Steps.grant(Tip.none(TASK), ALICE, head())));

    assertThat(ledger.read(TASK)).isEqualTo(held);
  }

  @Test
  void aRecordWhoseAnswerWasLostIsWonWhenItIsSentAgain() {
    open();
    CasRequest request = Steps.grant(Tip.none(TASK), ALICE, head());
    ledger.read(TASK);

    CasResult first = ledger.cas(request, Duration.ZERO);
    Tip won = won(ledger.cas(request, LONG));

    assertThat(first).isInstanceOf(CasResult.Unknown.class);
    assertThat(won.isAt(request.next())).isTrue();
  }

  @Test
  void peersThatHaveMetCheckNoSignaturesOfMessages() {
    open();
    Tip held = grant();

    Conditions.await(
        () -> {
          int before = cluster.checks();
          return ledger.read(TASK).equals(held) && cluster.checks() == before;
        });
  }

  @Test
  void workIsNotPublishedThroughIt() {
    open();
    Tip held = grant();
    Claim claim = Claim.heldBy(ALICE.id(), held).orElseThrow();
    String commit = "f".repeat(40);
    SignedRecord next = Steps.record(held, ALICE, head(), step -> step.publish(commit));

    CasResult result =
        ledger.cas(
            new CasRequest(held, next, List.of(claim.publish(commit, URI.create("memory:x")))),
            LONG);

    assertThat(result).isInstanceOf(CasResult.Refused.class);
    assertThat(((CasResult.Refused) result).why()).contains("a quorum moves no branches");
    assertThat(ledger.read(TASK)).isEqualTo(held);
  }

  @Test
  void aRepositoryOfAnotherLedgerIsRefused() {
    open();
    PolicySource git =
        repository -> {
          var now = cluster.policySource().at(repository);
          return new PolicySource.Snapshot(now.head(), ClaimLedgerContract.POLICY, now.history());
        };
    InMemoryMesh mesh = cluster.hub().join(BOB.id());

    try (QuorumLedger other = QuorumLedger.builder(mesh, BOB, git).open()) {
      assertThatThrownBy(() -> other.scan(TASK.repository()))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("names the ledger \"" + ClaimPolicy.GIT_LEDGER + "\"");
    }
  }

  @Test
  void aLedgerWithoutVotersSaysSo() {
    open();
    List.of(101, 102, 103).forEach(cluster::stop);

    assertThat(ledger.cas(Steps.grant(Tip.none(TASK), ALICE, head()), SHORT))
        .isInstanceOf(CasResult.Unknown.class);
    Thread.currentThread().interrupt(); // or it would try for as long as a read may take
    assertThatThrownBy(() -> ledger.read(TASK))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("see that a majority of them runs");
    assertThat(Thread.interrupted()).isTrue();
  }

  private void open() {
    open(new InMemoryMesh.Hub());
  }

  private void open(InMemoryMesh.Hub hub) {
    cluster = new QuorumCluster(folder, hub, 3);
    cluster.awaitEveryVoter();
    ledger = cluster.open();
  }

  private PolicySource frozen() {
    PolicySource.Snapshot now = cluster.policySource().at(TASK.repository());
    return repository -> now;
  }

  private String head() {
    return cluster.policySource().at(TASK.repository()).head();
  }

  private static TaskId next() {
    return new TaskId(TASK.repository(), TASK.number() + 1);
  }

  private Tip grant() {
    return won(settled(Steps.grant(ledger.read(TASK), ALICE, head())));
  }

  private CasResult challenge(Tip held) {
    return settled(challengeRequest(held));
  }

  private CasRequest challengeRequest(Tip held) {
    return new CasRequest(held, Steps.record(held, BOB, head(), NextRecord::challenge));
  }

  private CasResult settled(CasRequest request) {
    return ledger.cas(request, LONG);
  }

  private static Tip won(CasResult result) {
    assertThat(result).isInstanceOf(CasResult.Won.class);
    return Optional.of(result).map(CasResult.Won.class::cast).orElseThrow().tip();
  }

  private String whyUnknown(CasRequest request) {
    CasResult result = ledger.cas(request, SHORT);
    assertThat(result).isInstanceOf(CasResult.Unknown.class);
    return ((CasResult.Unknown) result).why();
  }
}
