package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.task.TaskId;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an agent does when its work, its worker or its log fails. */
@Timeout(60)
class FailingWorkTest extends AgentSetting {
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
}
