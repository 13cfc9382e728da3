package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.LedgerFeatures;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.task.TaskId;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An agent from the first look at a forge to its pull request, and what it cannot start with. */
@Timeout(60)
class AgentTest extends AgentSetting {
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

  private long moved(Kind kind) {
    return events.stream()
        .filter(event -> event instanceof AgentEvent.ClaimMoved moved && moved.kind() == kind)
        .count();
  }
}
