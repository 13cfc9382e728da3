package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.claim.OptimisticProtocol;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.DirectSandbox;
import dev.bzzz.core.testkit.FolderWorkspace;
import dev.bzzz.core.testkit.SampleWork;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is thrown in a thread of an agent, and caught nowhere, ends the agent and is told. */
@Timeout(60)
class AgentFailureTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Worker DOES_NOTHING =
      (task, workspace, sandbox, context) -> new WorkResult.Failed("nothing to do");

  @TempDir Path folder;
  private final InMemoryForge forge = new InMemoryForge("people");
  private final InMemoryLedger ledger = new InMemoryLedger();
  private final Identity identity = Identity.generate();
  private final List<AgentEvent> events = new CopyOnWriteArrayList<>();
  private TaskId task;

  @BeforeEach
  void setUp() {
    Repository repository = forge.createRepository(new RepositoryName("acme", "shop"), "main");
    Map<AgentId, String> admitted = new TreeMap<>(Map.of(identity.id(), "ann"));
    ledger.register(repository.id(), ClaimPolicy.of(admitted, ClaimTiming.LOCAL));
    task =
        forge
            .createIssue(repository.id(), new IssueDraft("Greet", "Please.", Set.of("bzzz-task")))
            .id();
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "cas"})
  void anErrorInACallToTheLedgerEndsTheAgent(String method) throws InterruptedException {
    AgentBuilder builder = agent(DOES_NOTHING).ledger(breaking(ClaimLedger.class, ledger, method));

    assertEnds(builder, "bzzz-call-ann-");
  }

  @Test
  void anErrorWhileLookingForTasksEndsTheAgent() throws InterruptedException {
    AgentBuilder builder =
        agent(DOES_NOTHING).provider(breaking(RepositoryProvider.class, forge, "tasks"));

    assertEnds(builder, "bzzz-watch-ann");
  }

  @Test
  void anErrorWhileWritingOnAnIssueEndsTheAgent() throws InterruptedException {
    AgentBuilder builder =
        agent(DOES_NOTHING).provider(breaking(RepositoryProvider.class, forge, "label"));

    assertEnds(builder, "bzzz-issues-ann-");
  }

  @Test
  void aWorkerWithoutMemoryGivesItsTaskUpAndEndsTheAgent() throws InterruptedException {
    Worker exhausted =
        (task, workspace, sandbox, context) -> {
          throw new NoClassDefFoundError("planned");
        };

    assertEnds(agent(exhausted), "bzzz-work-ann-");

    assertThat(ledger.read(task).state()).contains(ClaimState.RELEASED);
    assertThat(ledger.read(task).record().orElseThrow().record().attempt()).isEqualTo(1);
  }

  private void assertEnds(AgentBuilder builder, String thread) throws InterruptedException {
    try (Agent agent = builder.build()) {
      agent.start();
      assertThatThrownBy(() -> agent.awaitIdle(PATIENCE))
          .isInstanceOf(PermanentException.class)
          .hasMessageContainingAll(
              "agent ann has failed", thread, "NoClassDefFoundError", "planned");
    }
    assertThat(events.get(events.size() - 1))
        .isInstanceOfSatisfying(
            AgentEvent.Stopped.class,
            stopped -> assertThat(stopped.reason()).contains(thread, "NoClassDefFoundError"));
  }

  private AgentBuilder agent(Worker worker) {
    return Agent.builder(identity)
        .name("ann")
        .provider(forge)
        .ledger(ledger)
        .workspaces((where, base) -> FolderWorkspace.of(folder, SampleWork.FILES))
        .worker(worker)
        .sandbox(new DirectSandbox())
        .protocol(new OptimisticProtocol()) // reads before every grant, also when nobody rivals
        .poll(Duration.ofMillis(20))
        .sink(events::add);
  }

  /** The same, but for one method that always ends by an error. */
  private static <T> T breaking(Class<T> type, T whole, String broken) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals(broken)) {
                throw new NoClassDefFoundError("planned");
              }
              try {
                return method.invoke(whole, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
