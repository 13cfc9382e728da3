package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.mesh.InMemoryMesh;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.Workspace;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.Conditions;
import dev.bzzz.core.testkit.DirectSandbox;
import dev.bzzz.core.testkit.TestAgents;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Agents with threads of their own on a mesh that loses messages; one of them dies at its work. */
@Timeout(120)
class AgentsOnAMeshTest {
  private static final int TASKS = 6;
  private static final ClaimTiming TIMING =
      new ClaimTiming(
          Duration.ofMillis(400),
          Duration.ofMillis(1_500),
          Duration.ofHours(3),
          Duration.ofHours(2));

  @Test
  void whatADeadAgentHeldIsDoneOnceHoweverManyMessagesGetLost() throws InterruptedException {
    // Side by side, since most of the time is waiting.
    List<Fleet> fleets = List.of(new Fleet(0), new Fleet(50), new Fleet(100));
    try {
      for (Fleet fleet : fleets) {
        fleet.start();
      }
      for (Fleet fleet : fleets) {
        Conditions.await(() -> fleet.tasks.stream().allMatch(fleet::done));

        assertThat(fleet.tasks).allMatch(fleet::hasPullRequest);
        assertThat(fleet.tasks).filteredOn(task -> fleet.record(task).term() == 2).hasSize(1);
        assertThat(fleet.tasks)
            .filteredOn(task -> fleet.record(task).term() == 1)
            .hasSize(TASKS - 1);
      }
    } finally {
      fleets.forEach(Fleet::close);
    }
  }

  @Test
  void theTopicOfATaskIsHeardWhileItIsHeldAndByNobodyAfterwards() throws InterruptedException {
    Set<Topic> always = Set.of(Topic.COORDINATION, Topic.META_DISCUSSION);
    Fleet fleet = new Fleet(0);
    try {
      fleet.start();
      List<Topic> ofTasks = fleet.tasks.stream().map(task -> Topic.ofTask(task.key())).toList();

      Conditions.await(() -> fleet.hears(1).size() == 3);
      Set<Topic> victims = fleet.hears(1);
      Conditions.await(() -> fleet.tasks.stream().allMatch(fleet::done));

      assertThat(victims).containsAll(always);
      assertThat(ofTasks).containsAll(without(always, victims));
      Conditions.await(() -> fleet.hears(2).equals(always) && fleet.hears(3).equals(always));
      assertThat(fleet.heardOnce).containsAll(ofTasks);
    } finally {
      fleet.close();
    }
    assertThat(fleet.open).isEmpty();
  }

  private static Set<Topic> without(Set<Topic> some, Set<Topic> all) {
    Set<Topic> rest = new HashSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  /** A workspace in which nothing can be done. */
  static Workspace workspace() {
    return (Workspace)
        Proxy.newProxyInstance(
            Workspace.class.getClassLoader(),
            new Class<?>[] {Workspace.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "objects" -> URI.create("mem:work");
                  case "root" -> Path.of("");
                  default -> null;
                });
  }

  /** Three agents, the first of which dies at its work. */
  private static final class Fleet implements AutoCloseable {
    private final InMemoryForge forge = new InMemoryForge("people");
    private final InMemoryLedger ledger = new InMemoryLedger();
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicBoolean dead = new AtomicBoolean();
    private final CountDownLatch atWork = new CountDownLatch(1);
    private final List<TaskId> tasks = new ArrayList<>();
    private final InMemoryMesh.Hub hub;
    private final List<Agent> agents = new ArrayList<>();

    /** What agents hear now, and what any of them has ever heard. */
    private final Set<Hearing> open = ConcurrentHashMap.newKeySet();

    private final Set<Topic> heardOnce = ConcurrentHashMap.newKeySet();

    private record Hearing(AgentId agent, Topic topic) {}

    Fleet(int loss) {
      hub = new InMemoryMesh.Hub(loss, new Random(loss));
      Repository repository = forge.createRepository(new RepositoryName("acme", "shop"), "main");
      Map<AgentId, String> admitted = new TreeMap<>();
      for (int i = 1; i <= 3; i++) {
        admitted.put(TestAgents.agent(i).id(), "agent");
      }
      ledger.register(repository.id(), ClaimPolicy.of(admitted, TIMING));
      for (int i = 0; i < TASKS; i++) {
        IssueDraft draft = new IssueDraft("Work", "", Set.of("bzzz-task"));
        tasks.add(forge.createIssue(repository.id(), draft).id());
      }
    }

    void start() throws InterruptedException {
      InMemoryMesh victims = hub.join(TestAgents.agent(1).id());
      agents.add(agent(1, mortal(), victims, this::neverEnds));
      agents.add(agent(2, ledger, hub.join(TestAgents.agent(2).id()), this::quick));
      agents.add(agent(3, ledger, hub.join(TestAgents.agent(3).id()), this::quick));
      agents.get(0).start();
      atWork.await();
      dead.set(true);
      victims.close();
      agents.get(1).start();
      agents.get(2).start();
    }

    @Override
    public void close() {
      dead.set(false); // so that it notices that it lost its claim, and closes without waiting
      agents.forEach(Agent::close);
    }

    private boolean hasPullRequest(TaskId task) {
      String branch = record(task).work().branch();
      return forge.findPullRequest(task.repository(), branch).isPresent();
    }

    private boolean done(TaskId task) {
      return ledger.read(task).state().filter(ClaimState.DONE::equals).isPresent();
    }

    private ClaimRecord record(TaskId task) {
      return ledger.read(task).record().orElseThrow().record();
    }

    private WorkResult neverEnds() throws InterruptedException {
      atWork.countDown();
      new CountDownLatch(1).await();
      throw new AssertionError("nobody counts down");
    }

    private WorkResult quick() {
      String head = String.format("%040x", commits.incrementAndGet());
      TestEvidence green =
          new TestEvidence(TestEvidence.Outcome.FAILED, TestEvidence.Outcome.PASSED);
      return new WorkResult.Succeeded(head, "Work", "Done.", green);
    }

    /** What an agent's work comes to. */
    private interface Work {
      WorkResult end() throws InterruptedException;
    }

    private Agent agent(int number, ClaimLedger itsLedger, InMemoryMesh mesh, Work work) {
      Identity identity = TestAgents.agent(number);
      return Agent.builder(identity)
          .provider(forge)
          .ledger(itsLedger)
          .workspaces((where, base) -> workspace())
          .worker((task, workspace, sandbox, context) -> work.end())
          .sandbox(new DirectSandbox())
          .mesh(watched(mesh))
          .poll(Duration.ofMillis(50))
          .build();
    }

    /** What an agent hears now. */
    private Set<Topic> hears(int number) {
      AgentId agent = TestAgents.agent(number).id();
      Set<Topic> topics = new HashSet<>();
      for (Hearing each : open) {
        if (each.agent().equals(agent)) {
          topics.add(each.topic());
        }
      }
      return topics;
    }

    /** A mesh of which is known who hears what; nobody hears a topic twice. */
    private Mesh watched(InMemoryMesh mesh) {
      return (Mesh)
          Proxy.newProxyInstance(
              Mesh.class.getClassLoader(),
              new Class<?>[] {Mesh.class},
              (proxy, method, arguments) -> {
                Object result = method.invoke(mesh, arguments);
                if (!(result instanceof Subscription subscription)) {
                  return result;
                }
                Hearing hearing = new Hearing(mesh.self(), (Topic) arguments[0]);
                assertThat(open.add(hearing)).isTrue();
                heardOnce.add(hearing.topic());
                return (Subscription)
                    () -> {
                      subscription.close();
                      open.remove(hearing);
                    };
              });
    }

    /** The ledger as a process sees it that is killed: from then on it reaches nobody. */
    private ClaimLedger mortal() {
      return (ClaimLedger)
          Proxy.newProxyInstance(
              ClaimLedger.class.getClassLoader(),
              new Class<?>[] {ClaimLedger.class},
              (proxy, method, arguments) -> {
                if (dead.get()) {
                  throw new TransientException("the process is dead", Duration.ZERO);
                }
                try {
                  return method.invoke(ledger, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }
}
