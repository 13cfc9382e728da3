package dev.bzzz.core.claim.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.TestAgents;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SittingTest {
  private static final RepositoryId REPOSITORY = new RepositoryId("1".repeat(32));

  private static final PolicySource.Snapshot POLICY = snapshot();

  private final Queue<Runnable> thread = new ArrayDeque<>();
  private final Disk disk = new Disk();
  private final Sitting sitting = sitting();

  @Test
  void questionsThatCameTogetherShareOneWaitForTheDisk() {
    List<CompletableFuture<byte[]>> answers =
        List.of(sitting.ask(question(1)), sitting.ask(question(2)), sitting.ask(question(3)));

    assertThat(answers).noneMatch(CompletableFuture::isDone);
    runAll();

    assertThat(answers).allMatch(answer -> answer.join().length > 0);
    assertThat(disk.settled).isEqualTo(1);
  }

  @Test
  void nobodyHearsAnAnswerBeforeTheDiskHasIt() {
    CompletableFuture<byte[]> answer = sitting.ask(question(1));
    disk.onSettle = () -> assertThat(answer).isNotDone();

    runAll();

    assertThat(answer).isDone();
    assertThat(disk.settled).isEqualTo(1);
  }

  @Test
  void garbageFailsAndIsNoReasonToLeaveOutTheOthers() {
    CompletableFuture<byte[]> garbage = sitting.ask(new byte[] {1, 2, 3});
    CompletableFuture<byte[]> question = sitting.ask(question(1));

    runAll();

    assertThat(garbage).isCompletedExceptionally();
    assertThat(question.join()).isNotEmpty();
  }

  @Test
  void whereTheDiskFailsAllAreToldWhy() {
    disk.onSettle =
        () -> {
          throw new PermanentException("the disk is full");
        };
    List<CompletableFuture<byte[]>> answers =
        List.of(sitting.ask(question(1)), sitting.ask(question(2)));

    runAll();

    assertThat(answers)
        .allSatisfy(answer -> assertThat(new String(answer.join())).contains("the disk is full"));
  }

  @Test
  void whatComesAfterItWasDoneIsAnsweredToo() {
    sitting.ask(question(1));
    runAll();

    CompletableFuture<byte[]> later = sitting.ask(question(2));
    runAll();

    assertThat(later).isDone();
    assertThat(disk.settled).isEqualTo(2);
  }

  @Test
  void tooManyQuestionsFail() {
    for (int i = 0; i < Sitting.MAX_WAITING; i++) {
      sitting.ask(new byte[0]);
    }

    assertThat(sitting.ask(question(1))).isCompletedExceptionally();
  }

  @Test
  void whoeverWaitsWhenItIsClosedIsToldSo() {
    CompletableFuture<byte[]> before = sitting.ask(question(1));

    sitting.close();
    CompletableFuture<byte[]> after = sitting.ask(question(2));

    assertThat(before).isCompletedExceptionally();
    assertThat(after).isCompletedExceptionally();
  }

  private void runAll() {
    for (Runnable task = thread.poll(); task != null; task = thread.poll()) {
      task.run();
    }
  }

  private Sitting sitting() {
    Voter.Party party = party(TestAgents.agent(101));
    Records records = new Records(Verifier.ed25519());
    Epochs epochs = new Epochs(disk);
    Activation activation = new Activation(party.signer().id(), epochs, caller(party), task -> {});
    return new Sitting(
        new Booth(party, new Voter(party, epochs, activation), records), thread::add);
  }

  private static byte[] question(long number) {
    Voter.Party party = party(TestAgents.agent(1));
    TaskId task = new TaskId(REPOSITORY, number);
    return caller(party)
        .call(party.membership(REPOSITORY), new Question.Query(task, Ballot.NONE))
        .signed();
  }

  private static Caller caller(Voter.Party party) {
    return new Caller(
        (voter, question, timeout) -> new CompletableFuture<>(),
        party,
        new Records(Verifier.ed25519()),
        new Random(7));
  }

  private static Voter.Party party(Identity self) {
    return new Voter.Party(
        MeshLink.DEFAULT_NETWORK, self, Optional.empty(), new Memberships(SittingTest::policy));
  }

  private static PolicySource.Snapshot snapshot() {
    ClaimPolicy contract = ClaimLedgerContract.POLICY;
    List<AgentId> voters = Stream.of(101, 102, 103).map(n -> TestAgents.agent(n).id()).toList();
    InMemoryLedger policies = new InMemoryLedger();
    policies.register(
        REPOSITORY,
        new ClaimPolicy(
            contract.agents(),
            contract.revoked(),
            ClaimPolicy.QUORUM_LEDGER,
            Optional.of(Committee.first(voters)),
            contract.timing()));
    LedgerView view = policies.scan(REPOSITORY);
    return new PolicySource.Snapshot(view.head(), view.policy(), policies.policies(REPOSITORY));
  }

  private static PolicySource.Snapshot policy(RepositoryId repository) {
    return POLICY;
  }

  /** Counts how often it was waited for. */
  private static final class Disk implements Votes {
    private final VoteState state = new VoteState();
    private Runnable onSettle = () -> {};
    private int settled;

    @Override
    public String id() {
      return "0".repeat(32);
    }

    @Override
    public VoteState state() {
      return state;
    }

    @Override
    public void write(List<Entry> entries) {
      state.apply(entries);
    }

    @Override
    public void settle() {
      settled++;
      onSettle.run();
    }
  }
}
