package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent that looks for itself once an hour. */
@Timeout(60)
class AgentPolledSoonTest {
  private static final RepositoryName NAME = new RepositoryName("acme", "shop");
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path folder;
  private final InMemoryForge forge = new InMemoryForge("people");
  private final InMemoryLedger ledger = new InMemoryLedger();
  private final Identity identity = Identity.generate();
  private final AtomicInteger listings = new AtomicInteger();
  private final List<RepositoryId> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger affords = new AtomicInteger();
  private final AtomicInteger unaffordable = new AtomicInteger();
  private volatile boolean affordable = true;
  private Repository repository;

  @BeforeEach
  void setUp() {
    repository = forge.createRepository(NAME, "main");
    ledger.register(
        repository.id(), ClaimPolicy.of(Map.of(identity.id(), "agent"), ClaimTiming.LOCAL));
  }

  @Test
  void takesATaskAtOnceThatItIsToldOf() throws InterruptedException {
    try (Agent agent = agent()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
      TaskId task =
          forge
              .createIssue(repository.id(), new IssueDraft("Greet people", "", Set.of("bzzz-task")))
              .id();

      assertThat(agent.pollSoon(new RepositoryName("ACME", "Shop"))).isTrue();

      Conditions.await(() -> ledger.read(task).state().equals(Optional.of(ClaimState.DONE)));
    }
  }

  @Test
  void looksOnceHoweverOftenItIsTold() throws InterruptedException {
    try (Agent agent = agent()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
      int before = listings.get();

      for (int i = 0; i < 1000; i++) {
        agent.pollSoon(NAME);
      }
      Conditions.await(() -> listings.get() > before);

      assertThat(listings.get()).isLessThan(before + 10);
    }
  }

  @Test
  void looksAtNothingElse() throws InterruptedException {
    Repository other = forge.createRepository(new RepositoryName("acme", "other"), "main");
    ledger.register(other.id(), ClaimPolicy.of(Map.of(identity.id(), "agent"), ClaimTiming.LOCAL));
    try (Agent agent = agent()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
      int before = listings.get();
      int others = listed(other);

      agent.pollSoon(NAME);
      Conditions.await(() -> listings.get() > before);

      assertThat(listed(other)).isEqualTo(others);
    }
  }

  private int listed(Repository of) {
    return (int) asked.stream().filter(of.id()::equals).count();
  }

  @Test
  void doesNotAskAboutARepositoryThatItMayNotLookAt() throws InterruptedException {
    try (Agent agent = agent()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
      affordable = false;
      int before = listings.get();
      int looks = affords.get();

      agent.pollSoon(NAME);
      Conditions.await(() -> affords.get() > looks);
      affordable = true;
      agent.pollSoon(NAME);
      Conditions.await(() -> listings.get() > before);

      assertThat(unaffordable).hasValue(0);
    }
  }

  @Test
  void saysWhatItDoesNotWatch() {
    try (Agent agent = agent()) {
      assertThat(agent.pollSoon(NAME)).isFalse();
      agent.start();

      assertThat(agent.pollSoon(new RepositoryName("acme", "other"))).isFalse();
    }
  }

  private Agent agent() {
    ForwardingForge counted =
        new ForwardingForge(forge) {
          @Override
          public boolean affords(RepositoryId id) {
            affords.incrementAndGet();
            return affordable;
          }

          @Override
          public List<Task> tasks(RepositoryId id, TaskQuery query) {
            unaffordable.addAndGet(affordable ? 0 : 1);
            asked.add(id);
            listings.incrementAndGet();
            return super.tasks(id, query);
          }
        };
    return Agent.builder(identity)
        .provider(counted)
        .ledger(ledger)
        .workspaces((where, base) -> FolderWorkspace.of(newFolder(), SampleWork.FILES))
        .sandbox(new DirectSandbox())
        .poll(Duration.ofHours(1))
        .worker(new CommandWorker(List.of("sh", "-c", "echo \"$BZZZ_TASK\" > greeting.txt")))
        .build();
  }

  private Path newFolder() {
    try {
      return Files.createTempDirectory(folder, "ws");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
