package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.WorkspaceFactory;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.Conditions;
import dev.bzzz.core.testkit.DirectSandbox;
import dev.bzzz.core.testkit.FolderWorkspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A repository none of whose tasks the worker could do costs none of them an attempt. */
@Timeout(60)
class InspectionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final RepositoryName SHOP = new RepositoryName("acme", "shop");

  @TempDir Path folder;
  private final InMemoryForge forge = new InMemoryForge("people");
  private final InMemoryLedger ledger = new InMemoryLedger();
  private final Identity identity = Identity.generate();
  private final Map<String, String> files = new ConcurrentHashMap<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final List<AgentEvent> events = new CopyOnWriteArrayList<>();
  private ClaimPolicy policy;
  private Repository shop;
  private List<TaskId> tasks;

  @BeforeEach
  void setUp() {
    shop = forge.createRepository(SHOP, "main");
    policy = ClaimPolicy.of(new TreeMap<>(Map.of(identity.id(), "ann")), ClaimTiming.LOCAL);
    ledger.register(shop.id(), policy);
    tasks = List.of(issue("One"), issue("Two"), issue("Three"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "README.md       | hello                  | it has no .bzzz/repo.json; commit one",
        ".bzzz/repo.json | {\"test\":\"sh test.sh\"} | .bzzz/repo.json of acme/shop at",
        ".bzzz/repo.json | {                      | it should look like {\"test\":",
      })
  void aWrongTestCommandIsToldOnceAndNothingIsClaimed(String path, String text, String told)
      throws InterruptedException {
    files.put(path, text);

    try (Agent agent = agent(new CommandWorker(List.of("true"))).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
      assertThat(agent.obstacles()).singleElement().asString().contains(told);
    }

    assertThat(troubles())
        .singleElement()
        .satisfies(
            only -> {
              assertThat(only.what()).isEqualTo("take tasks of acme/shop");
              assertThat(only.why()).contains(told, "acme/shop at " + head());
            });
    assertThat(tasks).allSatisfy(task -> assertThat(ledger.read(task).record()).isEmpty());
    assertThat(opened).as("looks into the repository, of several").hasValue(1);
  }

  @Test
  void theTasksAreTakenOnceTheHeadHasMoved() throws InterruptedException {
    try (Agent agent = agent(new CommandWorker(List.of("true"))).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
      files.put(".bzzz/repo.json", "{\"test\":[\"true\"]}");
      ledger.changePolicy(shop.id(), policy);

      Conditions.await(() -> tasks.stream().allMatch(this::released));
    }

    assertThat(troubles()).hasSize(1);
  }

  @Test
  void aWorkerThatNeedsNoSettingsIsNotAskedForThem() throws InterruptedException {
    Worker tries = (task, workspace, sandbox, context) -> new WorkResult.Failed("no idea how");

    try (Agent agent = agent(tries).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }

    assertThat(tasks).allMatch(this::released);
    assertThat(troubles()).isEmpty();
    assertThat(opened).hasValue(tasks.size());
  }

  @Test
  void aWorkerThatCannotTellIsAskedAgain() throws InterruptedException {
    var asked = new AtomicInteger();

    try (Agent agent = agent(new Doubtful(asked)).poll(Duration.ofMillis(10)).build()) {
      agent.start();
      Conditions.await(() -> tasks.stream().allMatch(this::released));
    }

    assertThat(troubles()).extracting(AgentEvent.Troubled::why).containsExactly("no answer");
    assertThat(asked).as("once more after the failure, then never for this head").hasValue(2);
  }

  /** Cannot say what it thinks of a repository when it is asked first. */
  private record Doubtful(AtomicInteger asked) implements Worker {
    @Override
    public WorkResult work(
        dev.bzzz.core.task.Task task,
        dev.bzzz.core.repo.Workspace workspace,
        dev.bzzz.core.sandbox.Sandbox sandbox,
        WorkContext context) {
      return new WorkResult.Failed("no idea how");
    }

    @Override
    public Optional<String> objection(Repository repository, String head, WorkspaceFactory from) {
      if (asked.incrementAndGet() == 1) {
        throw new TransientException("no answer", Duration.ZERO);
      }
      return Optional.empty();
    }
  }

  private boolean released(TaskId task) {
    return ledger.read(task).state().equals(Optional.of(ClaimState.RELEASED));
  }

  private String head() {
    return ledger.scan(shop.id()).head();
  }

  private List<AgentEvent.Troubled> troubles() {
    return events.stream()
        .filter(AgentEvent.Troubled.class::isInstance)
        .map(AgentEvent.Troubled.class::cast)
        .toList();
  }

  private TaskId issue(String title) {
    return forge.createIssue(shop.id(), new IssueDraft(title, "Please.", Set.of("bzzz-task"))).id();
  }

  private AgentBuilder agent(Worker worker) {
    return Agent.builder(identity)
        .name("ann")
        .provider(forge)
        .ledger(ledger)
        .workspaces((where, base) -> FolderWorkspace.of(newFolder(), files))
        .worker(worker)
        .sandbox(new DirectSandbox())
        .poll(Duration.ofMillis(20))
        .sink(events::add);
  }

  private Path newFolder() {
    try {
      return Files.createDirectory(folder.resolve("ws-" + opened.incrementAndGet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
