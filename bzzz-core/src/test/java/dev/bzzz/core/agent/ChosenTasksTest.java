package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.Nonce;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.machine.Driver;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.task.DependencyRule;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.Conditions;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which tasks an agent takes, and what it tells of those that it cannot take. */
@Timeout(60)
class ChosenTasksTest extends AgentSetting {
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
