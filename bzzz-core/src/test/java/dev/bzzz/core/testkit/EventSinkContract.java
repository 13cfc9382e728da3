package dev.bzzz.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.agent.AgentEvent;
import dev.bzzz.core.agent.EventSink;
import dev.bzzz.core.agent.TestEvidence;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.FencingToken;
import dev.bzzz.core.message.DropReason;
import dev.bzzz.core.repo.CircuitBreaker;
import dev.bzzz.core.task.TaskRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link EventSink} does. Implementers supply a sink and what it has kept. */
public abstract class EventSinkContract {
  private static final AgentId AGENT = TestAgents.agent(1).id();
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final TaskRef TASK = TaskRef.parse("acme/engine#7").orElseThrow();
  private static final FencingToken TOKEN = new FencingToken(2, "a".repeat(64));
  private static final int THREADS = 8;
  private static final int EACH = 20;

  /** A new sink. */
  protected abstract EventSink sink();

  /** One line for each event the sink has kept, in order; any text that differs by event. */
  protected abstract List<String> kept(EventSink sink);

  /** One event of every kind. */
  protected static List<AgentEvent> oneOfEach() {
    TestEvidence evidence =
        new TestEvidence(TestEvidence.Outcome.FAILED, TestEvidence.Outcome.PASSED);
    return List.of(
        new AgentEvent.Started(AT, AGENT, "ann", List.of("acme/engine"), "optimistic", "none"),
        new AgentEvent.ClaimMoving(
            AT, AGENT, TASK, ClaimState.PUBLISHED, 2, "b".repeat(64), Optional.of("c".repeat(40))),
        new AgentEvent.ClaimMoved(
            AT,
            AGENT,
            TASK,
            ClaimEffect.Announce.Kind.GRANTED,
            Optional.of(TOKEN),
            "first",
            Duration.ofMillis(3)),
        new AgentEvent.WorkStarted(AT, AGENT, TASK, TOKEN, "c".repeat(40)),
        new AgentEvent.WorkProgressed(AT, AGENT, TASK, "read \u0000 \"file\" \n 🐝"),
        new AgentEvent.WorkSucceeded(AT, AGENT, TASK, TOKEN, "d".repeat(40), evidence),
        new AgentEvent.WorkFailed(AT, AGENT, TASK, TOKEN, "red"),
        new AgentEvent.PullRequestOpening(AT, AGENT, TASK, "bzzz/7/t2"),
        new AgentEvent.PullRequestOpened(AT, AGENT, TASK, "bzzz/7/t2", 8),
        new AgentEvent.IssueWriting(AT, AGENT, TASK, "comment"),
        new AgentEvent.ForgeGuarded(
            AT, AGENT, "local", CircuitBreaker.State.OPEN, "it is full", Duration.ofSeconds(1)),
        new AgentEvent.MessagesDropped(
            AT, AGENT, List.of(new AgentEvent.Drops(DropReason.STALE, 3))),
        new AgentEvent.MeshLeft(AT, AGENT, 2, 40, 20),
        new AgentEvent.Troubled(AT, AGENT, "listing acme/engine", "the disk is full; free some"),
        new AgentEvent.Stopped(AT, AGENT, "asked to"));
  }

  @Test
  void thereIsAnExampleOfEveryKindOfEvent() {
    assertThat(oneOfEach().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(AgentEvent.class.getPermittedSubclasses());
  }

  @Test
  void everyKindOfEventIsKeptInOrder() {
    EventSink sink = sink();

    List<Integer> counts = new ArrayList<>();
    for (AgentEvent event : oneOfEach()) {
      sink.accept(event);
      counts.add(kept(sink).size());
    }

    // Before accept returns: the effect that is announced comes right after.
    assertThat(counts).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
    assertThat(kept(sink)).hasSameSizeAs(oneOfEach()).doesNotHaveDuplicates();
  }

  @Test
  @Timeout(60)
  void eventsOfManyThreadsAreAllKept() throws Exception {
    EventSink sink = sink();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    List<Future<?>> ends = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      String name = "thread " + thread;
      ends.add(
          threads.submit(
              () -> {
                start.await();
                for (int i = 0; i < EACH; i++) {
                  sink.accept(new AgentEvent.WorkProgressed(AT, AGENT, TASK, name + " step " + i));
                }
                return null;
              }));
    }
    start.countDown();
    for (Future<?> end : ends) {
      end.get();
    }
    threads.shutdown();

    assertThat(kept(sink)).hasSize(THREADS * EACH).doesNotHaveDuplicates();
  }
}
