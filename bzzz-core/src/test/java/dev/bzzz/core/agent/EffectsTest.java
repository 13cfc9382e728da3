package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.Workspace;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent's effects wait for, and what not. */
@Timeout(60)
class EffectsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int A_WHILE = 10_000;

  @TempDir Path folder;
  private final InMemoryForge forge = new InMemoryForge("people");
  private final InMemoryLedger ledger = new InMemoryLedger();
  private final Identity identity = Identity.generate();
  private Repository shop;

  @BeforeEach
  void setUp() {
    shop = forge.createRepository(new RepositoryName("acme", "shop"), "main");
    ledger.register(
        shop.id(), ClaimPolicy.of(new TreeMap<>(Map.of(identity.id(), "ann")), ClaimTiming.LOCAL));
  }

  @Test
  void noWorkBeginsBeforeItsGrantIsKept() throws InterruptedException {
    task();
    AtomicBoolean kept = new AtomicBoolean();
    List<Boolean> begun = new CopyOnWriteArrayList<>();
    AgentBuilder builder =
        agent()
            .workspaces((where, base) -> workspace())
            .worker(
                (task, workspace, sandbox, context) -> {
                  begun.add(kept.get());
                  return new WorkResult.Failed("no idea how");
                })
            .sink(
                event -> {
                  if (granted(event)) {
                    for (int i = 0; i < A_WHILE; i++) {
                      Thread.yield(); // as long as a disk may take
                    }
                    kept.set(true);
                  }
                });

    try (Agent agent = builder.build()) {
      agent.start().awaitIdle(PATIENCE);
    }

    assertThat(begun).containsExactly(true);
  }

  @Test
  void aWorkspaceThatIsSlowToGoKeepsNoOtherTaskWaiting() throws InterruptedException {
    task();
    task();
    CountDownLatch both = new CountDownLatch(2);
    List<Path> worked = new CopyOnWriteArrayList<>(); // others are only looked at
    List<Boolean> waited = new CopyOnWriteArrayList<>();
    Worker command = new CommandWorker(List.of("sh", "-c", "echo \"$BZZZ_TASK\" > done"));
    AgentBuilder builder =
        agent()
            .workspaces(
                (where, base) ->
                    closing(
                        workspace(),
                        root -> {
                          if (worked.contains(root)) {
                            waited.add(comesInTime(both));
                          }
                        }))
            .worker(
                (task, workspace, sandbox, context) -> {
                  worked.add(workspace.root());
                  return command.work(task, workspace, sandbox, context);
                })
            .sink(
                event -> {
                  if (granted(event)) {
                    both.countDown();
                  }
                });

    try (Agent agent = builder.build()) {
      agent.start().awaitIdle(PATIENCE);
    }

    assertThat(waited).as("gone once the other task was granted").containsExactly(true, true);
  }

  private void task() {
    forge.createIssue(shop.id(), new IssueDraft("Greet", "Please.", Set.of("bzzz-task")));
  }

  private AgentBuilder agent() {
    return Agent.builder(identity)
        .name("ann")
        .provider(forge)
        .ledger(ledger)
        .sandbox(new DirectSandbox())
        .poll(Duration.ofMillis(50));
  }

  private FolderWorkspace workspace() {
    return FolderWorkspace.of(folder, SampleWork.FILES);
  }

  private static boolean granted(AgentEvent event) {
    return event instanceof AgentEvent.ClaimMoved moved && moved.kind() == Kind.GRANTED;
  }

  private static boolean comesInTime(CountDownLatch latch) {
    try {
      return latch.await(PATIENCE.toSeconds() / 2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The same workspace, which tells of its root when it is about to be removed. */
  private static Workspace closing(Workspace workspace, Consumer<Path> before) {
    return (Workspace)
        Proxy.newProxyInstance(
            Workspace.class.getClassLoader(),
            new Class<?>[] {Workspace.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                before.accept(workspace.root());
              }
              try {
                return method.invoke(workspace, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
