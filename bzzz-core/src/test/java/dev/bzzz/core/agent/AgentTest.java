package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.claim.LedgerFeatures;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.Nonce;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.machine.Driver;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.task.DependencyRule;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.Conditions;
import dev.bzzz.core.testkit.DirectSandbox;
import dev.bzzz.core.testkit.FolderWorkspace;
import dev.bzzz.core.testkit.SampleWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final RepositoryName NAME = new RepositoryName("acme", "shop");
  private static final Worker GREETS =
      new CommandWorker(
          List.of(
              "sh",
              "-c",
              "echo hello > greeting.txt; mkdir -p tests; echo \"$BZZZ_TASK\" > tests/task"));

  @TempDir Path folder;
  private final InMemoryForge forge = new InMemoryForge("people");
  private final InMemoryLedger ledger = new InMemoryLedger();
  private final List<Identity> identities = List.of(Identity.generate(), Identity.generate());
  private final List<AgentEvent> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger workspaces = new AtomicInteger();
  private Repository repository;

  @BeforeEach
  void setUp() {
    repository = forge.createRepository(NAME, "main");
    Map<AgentId, String> admitted = new TreeMap<>();
    identities.forEach(identity -> admitted.put(identity.id(), "agent"));
    ledger.register(repository.id(), ClaimPolicy.of(admitted, ClaimTiming.LOCAL));
  }

  @Test
  void takesATaskDoesItAndPublishesIt() throws InterruptedException {
    TaskId id = issue("Greet people", "bzzz-task").id();

    try (Agent agent = agent(0).worker(GREETS).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }

    PullRequest opened = forge.findPullRequest(repository.id(), "bzzz/1/t1").orElseThrow();
    Issue issue = forge.issue(id);
    assertThat(ledger.read(id).state()).contains(ClaimState.DONE);
    assertThat(opened.body()).contains("Closes #1").contains("| after | passed |");
    assertThat(opened.body().strip()).contains("Bzzz-Claim: " + id + " t1 ");
    assertThat(issue.labels()).contains("completed").doesNotContain("in-progress");
    assertThat(issue.comments()).hasSize(1);
    assertThat(ledger.branch(repository.id(), "bzzz/1/t1")).contains(opened.head());
  }

  @Test
  void announcesEveryMoveBeforeItIsMade() throws InterruptedException {
    issue("Greet people", "bzzz-task");

    try (Agent agent = agent(0).worker(GREETS).build()) {
      agent.start().awaitIdle(PATIENCE);
    }

    List<String> story = new ArrayList<>();
    for (AgentEvent event : events) {
      if (event instanceof AgentEvent.ClaimMoving moving) {
        story.add("moving " + moving.to());
      } else if (event instanceof AgentEvent.ClaimMoved moved) {
        story.add("moved " + moved.kind());
      } else if (event instanceof AgentEvent.PullRequestOpening) {
        story.add("opening");
      }
    }
    assertThat(story)
        .containsExactly(
            "moving HELD",
            "moved GRANTED",
            "moving PUBLISHED",
            "moved PUBLISHED",
            "opening",
            "moving DONE",
            "moved DONE");
    assertThat(events.get(0)).isInstanceOf(AgentEvent.Started.class);
    assertThat(events.get(events.size() - 1)).isInstanceOf(AgentEvent.Stopped.class);
  }

  @Test
  void givesUpWithAReasonWhenTheWorkFailsAndPublishesNothing() throws InterruptedException {
    TaskId id = issue("Greet people", "bzzz-task").id();
    Worker fails = (task, workspace, sandbox, context) -> new WorkResult.Failed("no idea how");

    try (Agent agent = agent(0).worker(fails).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }

    assertThat(ledger.read(id).state()).contains(ClaimState.RELEASED);
    assertThat(ledger.read(id).record().orElseThrow().record().reason()).contains("no idea how");
    assertThat(ledger.branch(repository.id(), "bzzz/1/t1")).isEmpty();
    assertThat(forge.issue(id).comments().get(0).body()).contains("no idea how");
    assertThat(forge.issue(id).labels()).doesNotContain("in-progress", "completed");
  }

  @Test
  void aFailureIsToldInFullToTheAgentsOwnLogAndWithoutLocalDetailsToEverybodyElse()
      throws InterruptedException {
    TaskId id = issue("Greet people", "bzzz-task").id();
    String detail =
        "no key in /home/ann/.ssh/id, nor at http://ann:hunter2@10.0.0.5:11434, nor -I/data/a b/c";
    Worker fails = (task, workspace, sandbox, context) -> new WorkResult.Failed(detail);

    try (Agent agent = agent(0).worker(fails).localPath(Path.of("/data/a b")).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }

    String told = "no key in [local path], nor at http://10.0.0.5:11434, nor -I[local path]";
    assertThat(ledger.read(id).record().orElseThrow().record().reason()).contains(told);
    assertThat(forge.issue(id).comments().get(0).body()).contains(told);
    assertThat(events.stream().filter(AgentEvent.WorkFailed.class::isInstance))
        .allSatisfy(event -> assertThat(event.toString()).contains(detail))
        .isNotEmpty();
  }

  @Test
  void aPullRequestNamesFilesAsTheRepositoryDoes() throws InterruptedException {
    issue("Greet people", "bzzz-task");
    Worker talks =
        (task, workspace, sandbox, context) -> {
          WorkResult.Succeeded result =
              (WorkResult.Succeeded) GREETS.work(task, workspace, sandbox, context);
          String summary =
              "Wrote " + workspace.root() + "/greeting.txt as /home/ann/bee says by hunter2.";
          return new WorkResult.Succeeded(
              result.head(), result.title(), summary, result.evidence());
        };

    try (Agent agent = agent(0).worker(talks).secret("hunter2").build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }

    assertThat(forge.findPullRequest(repository.id(), "bzzz/1/t1").orElseThrow().body())
        .contains("Wrote ./greeting.txt as [local path] says by [secret].");
  }

  @Test
  void twoAgentsShareTheTasksAndDoEachOnce() throws InterruptedException {
    List<TaskId> ids = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ids.add(issue("Greet " + i, "bzzz-task").id());
    }

    try (Agent first = agent(0).worker(GREETS).build();
        Agent second = agent(1).worker(GREETS).build()) {
      first.start();
      second.start();
      assertThat(first.awaitIdle(PATIENCE)).isTrue();
      assertThat(second.awaitIdle(PATIENCE)).isTrue();
    }

    assertThat(ids)
        .allMatch(id -> ledger.read(id).state().equals(java.util.Optional.of(ClaimState.DONE)));
    assertThat(ids).allMatch(id -> ledger.read(id).record().orElseThrow().record().term() == 1);
    assertThat(moved(Kind.PUBLISHED)).isEqualTo(8);
  }

  @Test
  void leavesTasksAloneThatNeedASkillItLacks() throws InterruptedException {
    TaskId id = issue("Prove it", "bzzz-task", "skill-agda").id();

    try (Agent agent = agent(0).skill("java").worker(GREETS).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }

    assertThat(ledger.read(id).record()).isEmpty();
  }

  @Test
  void tellsOnceOfATaskItCannotReadInFullAndLeavesItAlone() throws InterruptedException {
    TaskId unknownSkill = issue("Greet people", "bzzz-task", "skill-").id();

    try (Agent agent = agent(0).worker(GREETS).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }

    assertThat(ledger.read(unknownSkill).state()).isEmpty();
    assertThat(events.stream().filter(AgentEvent.Troubled.class::isInstance))
        .singleElement()
        .asString()
        .contains("read all of ", "'skill-' names no skill", "until then nobody takes it");
  }

  @Test
  void tellsOfARepositoryThatCannotBeReadAndWorksOnTheRest() throws InterruptedException {
    TaskId id = issue("Greet people", "bzzz-task").id();
    RepositoryProvider partly =
        (RepositoryProvider)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RepositoryProvider.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("repositories")) {
                    Consumer<?> unreadable = (Consumer<?>) arguments[0];
                    Consumer.class
                        .getMethod("accept", Object.class)
                        .invoke(unreadable, new PermanentException("cannot read acme/web"));
                  }
                  return method.invoke(forge, arguments);
                });

    try (Agent agent = agent(0).provider(partly).worker(GREETS).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }

    assertThat(ledger.read(id).state()).contains(ClaimState.DONE);
    assertThat(events.stream().filter(AgentEvent.Troubled.class::isInstance))
        .singleElement()
        .asString()
        .contains("cannot read acme/web");
  }

  @Test
  void worksOnARepositoryThatComesToTheForgeLater() throws InterruptedException {
    SkippingClock clock = new SkippingClock();
    try (Agent agent = agent(0).worker(GREETS).clock(clock).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
      Repository more = forge.createRepository(new RepositoryName("acme", "more"), "main");
      Map<AgentId, String> admitted = new TreeMap<>();
      identities.forEach(identity -> admitted.put(identity.id(), "agent"));
      ledger.register(more.id(), ClaimPolicy.of(admitted, ClaimTiming.LOCAL));
      TaskId late =
          forge.createIssue(more.id(), new IssueDraft("Later", "", Set.of("bzzz-task"))).id();
      clock.skip(WatchedRepositories.FIND_AGAIN);

      Conditions.await(() -> ledger.read(late).state().equals(Optional.of(ClaimState.DONE)));
    }
  }

  @Test
  void waitsForWhatATaskDependsOn() throws InterruptedException {
    TaskId first = issue("First", "bzzz-task", "priority-9").id();
    forge.createIssue(
        repository.id(),
        new IssueDraft("Second", "Depends-on: #1\n", Set.of("bzzz-task", "priority-1")));
    List<Long> order = new CopyOnWriteArrayList<>();
    Worker notes =
        (task, workspace, sandbox, context) -> {
          order.add(task.id().number());
          return GREETS.work(task, workspace, sandbox, context);
        };

    try (Agent agent = agent(0).dependencies(DependencyRule.PUBLISHED).worker(notes).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }

    assertThat(order).containsExactly(first.number(), 2L);
  }

  @Test
  void takesOverATaskWithDependenciesFromADeadHolder() throws InterruptedException {
    RepositoryName name = new RepositoryName("acme", "hasty");
    Repository hasty = forge.createRepository(name, "main");
    Map<AgentId, String> admitted = new TreeMap<>();
    identities.forEach(identity -> admitted.put(identity.id(), "agent"));
    Duration soon = Duration.ofMillis(200);
    ClaimTiming timing = new ClaimTiming(soon, soon, Duration.ofHours(3), Duration.ofHours(2));
    String head = ledger.register(hasty.id(), ClaimPolicy.of(admitted, timing));
    TaskId first = forge.createIssue(hasty.id(), new IssueDraft("First", "", Set.of())).id();
    forge.setIssueOpen(first, false);
    TaskId second =
        forge
            .createIssue(
                hasty.id(), new IssueDraft("Second", "Depends-on: #1\n", Set.of("bzzz-task")))
            .id();
    Identity dead = identities.get(1);
    Tip none = ledger.read(second);
    Stamp stamp = new Stamp(dead.id(), head, Nonce.draw(new Random(1)), 1);
    ledger.cas(
        new CasRequest(
            none, RecordCodec.sign(NextRecord.after(none, stamp).grant(head, "optimistic"), dead)),
        soon);

    try (Agent agent = agent(0).repository(name).worker(GREETS).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }

    assertThat(ledger.read(second).state()).contains(ClaimState.DONE);
    assertThat(ledger.read(second).record().orElseThrow().record().term()).isEqualTo(2);
  }

  @Test
  void closingInterruptsTheWorkAndGivesTheTaskUp() throws InterruptedException {
    TaskId id = issue("Never ends", "bzzz-task").id();
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Worker waits =
        (task, workspace, sandbox, context) -> {
          working.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
          throw new AssertionError("nobody counts down");
        };
    Agent agent = agent(0).worker(waits).build().start();
    assertThat(working.await(20, TimeUnit.SECONDS)).isTrue();

    agent.close();

    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ledger.read(id).state()).contains(ClaimState.RELEASED);
    assertThat(forge.issue(id).labels()).doesNotContain("in-progress");
    assertThat(forge.issue(id).comments()).hasSize(1);
  }

  @Test
  void aWorkerThatThrowsOnlyCostsItsTask() throws InterruptedException {
    TaskId id = issue("Breaks", "bzzz-task").id();
    Worker breaks =
        (task, workspace, sandbox, context) -> {
          throw new IllegalStateException("a bug");
        };

    try (Agent agent = agent(0).worker(breaks).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }

    assertThat(ledger.read(id).record().orElseThrow().record().reason().orElseThrow())
        .contains("a bug");
  }

  @Test
  void aWorkerThatEndsByAnErrorOnlyCostsItsTask() throws InterruptedException {
    TaskId id = issue("Breaks", "bzzz-task").id();
    Worker breaks =
        (task, workspace, sandbox, context) -> {
          throw new AssertionError("a broken worker");
        };

    try (Agent agent = agent(0).worker(breaks).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }

    assertThat(ledger.read(id).record().orElseThrow().record().reason().orElseThrow())
        .contains("a broken worker");
  }

  @Test
  void doesNothingThatItCannotLogFirst() throws InterruptedException {
    TaskId id = issue("Greet people", "bzzz-task").id();
    CountDownLatch refused = new CountDownLatch(1);
    EventSink full =
        event -> {
          if (event instanceof AgentEvent.ClaimMoving) {
            refused.countDown();
            throw new PermanentException("the disk is full");
          }
        };

    try (Agent agent = agent(0).sink(full).worker(GREETS).build()) {
      agent.start();
      assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(ledger.read(id).record()).isEmpty();
  }

  @Test
  void aSinkThatBreaksOnceCostsOnlyOneTry() throws InterruptedException {
    TaskId id = issue("Greet people", "bzzz-task").id();
    AtomicInteger moves = new AtomicInteger();
    EventSink breaks =
        event -> {
          if (event instanceof AgentEvent.ClaimMoving && moves.incrementAndGet() == 1) {
            throw new IllegalStateException("a bug");
          }
        };

    try (Agent agent = agent(0).sink(breaks).worker(GREETS).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();
    }

    assertThat(ledger.read(id).state()).contains(ClaimState.DONE);
  }

  @Test
  void namesTheCommandThatAdmitsItWhenThePolicyDoesNot() {
    issue("Greet people", "bzzz-task");
    Agent stranger = builder(Identity.generate()).name("stranger").worker(GREETS).build();

    assertThatThrownBy(stranger::start)
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("stranger")
        .hasMessageContaining("acme/shop")
        .hasMessageContaining("bzzz policy admit");
    stranger.close();
  }

  @Test
  void saysThatThereIsNothingToWatch() {
    Agent agent =
        builder(identities.get(0)).provider(new InMemoryForge("people")).worker(GREETS).build();

    assertThatThrownBy(agent::start)
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("nothing to watch");
    agent.close();
  }

  @Test
  void aLedgerThatMovesNoBranchesIsRefused() {
    ClaimLedger unmoving =
        (ClaimLedger)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ClaimLedger.class},
                (proxy, method, arguments) ->
                    method.getName().equals("features")
                        ? new LedgerFeatures(false, true)
                        : method.invoke(ledger, arguments));

    assertThatThrownBy(() -> agent(0).ledger(unmoving).worker(GREETS).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("moves no branches");
  }

  @Test
  void namesThePartThatIsMissing() {
    AgentBuilder builder = Agent.builder(identities.get(0));

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("provider");
  }

  private Task issue(String title, String... labels) {
    return forge.createIssue(repository.id(), new IssueDraft(title, "Please.", Set.of(labels)));
  }

  private AgentBuilder agent(int index) {
    return builder(identities.get(index));
  }

  private AgentBuilder builder(Identity identity) {
    return Agent.builder(identity)
        .provider(forge)
        .ledger(ledger)
        .workspaces((where, base) -> FolderWorkspace.of(newFolder(), SampleWork.FILES))
        .sandbox(new DirectSandbox())
        .poll(Duration.ofMillis(20))
        .sink(events::add);
  }

  private Path newFolder() {
    try {
      return Files.createDirectory(folder.resolve("ws-" + workspaces.incrementAndGet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long moved(Kind kind) {
    return events.stream()
        .filter(event -> event instanceof AgentEvent.ClaimMoved moved && moved.kind() == kind)
        .count();
  }

  /** The machine's clock, but for what was skipped. */
  private static final class SkippingClock extends Clock {
    private final Clock clock = Driver.steadyClock();
    private final AtomicReference<Duration> skipped = new AtomicReference<>(Duration.ZERO);

    void skip(Duration duration) {
      skipped.updateAndGet(duration::plus);
    }

    @Override
    public Instant instant() {
      return clock.instant().plus(skipped.get());
    }

    @Override
    public ZoneId getZone() {
      return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("an instant has no zone");
    }
  }
}
