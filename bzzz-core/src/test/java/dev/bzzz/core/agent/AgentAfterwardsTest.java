package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.ForgeFacts;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.Conditions;
import dev.bzzz.core.testkit.DirectSandbox;
import dev.bzzz.core.testkit.FolderWorkspace;
import dev.bzzz.core.testkit.SampleWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent does when people change their mind about a task. */
@Timeout(60)
class AgentAfterwardsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Worker GREETS =
      new CommandWorker(List.of("sh", "-c", "echo \"$BZZZ_TASK\" > greeting.txt"));

  @TempDir Path folder;
  private final InMemoryForge forge = new InMemoryForge("people");
  private final InMemoryLedger ledger = new InMemoryLedger();
  private final Identity identity = Identity.generate();
  private final AtomicInteger workspaces = new AtomicInteger();
  private Repository repository;
  private TaskId task;

  @BeforeEach
  void createTask() {
    repository = forge.createRepository(new RepositoryName("acme", "shop"), "main");
    ledger.register(
        repository.id(), ClaimPolicy.of(Map.of(identity.id(), "agent"), ClaimTiming.LOCAL));
    IssueDraft draft = new IssueDraft("Greet people", "Please.", Set.of("bzzz-task"));
    task = forge.createIssue(repository.id(), draft).id();
  }

  @Test
  void aTaskWhosePullRequestIsTurnedDownIsDoneAgain() throws InterruptedException {
    runUntilIdle();
    long first = pull(1).number();

    forge.setIssueOpen(new TaskId(repository.id(), first), false);
    runUntilIdle();
    runUntilIdle();

    assertThat(pull(2).state()).isEqualTo(PullRequest.State.OPEN);
    assertThat(ledger.read(task).record().orElseThrow().record().cause())
        .contains("pr-closed:" + first);
    assertThat(forge.findPullRequest(repository.id(), "bzzz/1/t3")).isEmpty();
  }

  @Test
  void aReopenedTaskIsDoneAgainAndItsOldPullRequestClosed() throws InterruptedException {
    runUntilIdle();

    forge.setIssueOpen(task, false);
    forge.setIssueOpen(task, true);
    try (Agent agent = agent(GREETS)) {
      agent.start();
      Conditions.await(() -> pull(1).state() == PullRequest.State.CLOSED);
    }

    assertThat(pull(2).state()).isEqualTo(PullRequest.State.OPEN);
    assertThat(forge.issue(new TaskId(repository.id(), pull(1).number())).comments())
        .singleElement()
        .satisfies(comment -> assertThat(comment.body()).contains("takes the place of this one"));
  }

  @Test
  void anIssueThatIsClosedEndsTheWorkOnIt() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Worker waits =
        (what, workspace, sandbox, context) -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody ends this wait");
          } finally {
            stopped.countDown();
          }
        };

    try (Agent agent = agent(waits)) {
      agent.start();
      started.await();
      forge.setIssueOpen(task, false);
      stopped.await();
      assertThat(agent.awaitIdle(PATIENCE)).isTrue();
    }

    assertThat(ledger.read(task).state()).contains(ClaimState.RELEASED);
    assertThat(ledger.read(task).record().orElseThrow().record().reason().orElseThrow())
        .contains("the issue is closed");
  }

  @Test
  void anEscalationThatNobodyWasToldOfIsToldByAnotherAgentAndAnsweredByAHuman() {
    Identity dead = Identity.generate();
    Duration soon = Duration.ofMillis(50);
    Map<AgentId, String> admitted = Map.of(identity.id(), "agent", dead.id(), "dead");
    String head =
        ledger.changePolicy(
            repository.id(),
            ClaimPolicy.of(
                admitted, new ClaimTiming(soon, soon, Duration.ofHours(3), Duration.ofHours(2))));
    for (int attempt = 1; attempt <= ClaimRecord.MAX_ATTEMPTS; attempt++) {
      move(dead, next(dead, head).grant(head, "optimistic"));
      move(dead, next(dead, head).release("red"));
    }
    move(dead, next(dead, head).escalate("given up"));

    try (Agent agent = agent(GREETS)) {
      agent.start();
      Conditions.await(() -> forge.issue(task).labels().contains(ForgeFacts.HUMAN));
      assertThat(forge.issue(task).comments())
          .singleElement()
          .satisfies(
              comment -> assertThat(comment.body()).contains("A human has to look", "given up"));

      forge.label(task, Set.of(), Set.of(ForgeFacts.HUMAN));
      Conditions.await(() -> ledger.read(task).state().filter(ClaimState.DONE::equals).isPresent());
    }

    assertThat(ledger.read(task).record().orElseThrow().record().cause().orElseThrow())
        .startsWith("human:");
    assertThat(forge.issue(task).labels()).doesNotContain(ForgeFacts.HUMAN);
  }

  private NextRecord next(Identity actor, String head) {
    Tip tip = ledger.read(task);
    return NextRecord.after(tip, Stamp.of(actor.id(), head, Instant.now(), new Random()));
  }

  private void move(Identity actor, ClaimRecord next) {
    CasRequest request =
        new CasRequest(ledger.read(task), RecordCodec.sign(next, actor), List.of());
    assertThat(ledger.cas(request, PATIENCE)).isInstanceOf(CasResult.Won.class);
  }

  private void runUntilIdle() throws InterruptedException {
    try (Agent agent = agent(GREETS)) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }
  }

  private PullRequest pull(int term) {
    return forge.findPullRequest(repository.id(), "bzzz/1/t" + term).orElseThrow();
  }

  private Agent agent(Worker worker) {
    return Agent.builder(identity)
        .provider(forge)
        .ledger(ledger)
        .workspaces((where, base) -> FolderWorkspace.of(newFolder(), SampleWork.FILES))
        .sandbox(new DirectSandbox())
        .poll(Duration.ofMillis(20))
        .worker(worker)
        .build();
  }

  private Path newFolder() {
    try {
      return Files.createDirectory(folder.resolve("ws-" + workspaces.incrementAndGet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
