package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.mesh.InMemoryMesh;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.core.message.DropReason;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Outbox;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.PollPlan;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.Conditions;
import dev.bzzz.core.testkit.DirectSandbox;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An agent that would look again in an hour, and another one that tells it of tasks. */
@Timeout(60)
class AnnouncedTasksTest {
  private static final Identity MOUTH = TestAgents.agent(2);
  private static final int LIES = 300;

  private final InMemoryForge forge = new InMemoryForge("people");
  private final WatchedCalls calls = new WatchedCalls(forge);
  private final InMemoryLedger ledger = new InMemoryLedger();
  private final Repository shop =
      forge.createRepository(new RepositoryName("acme", "shop"), "main");
  private final InMemoryMesh.Hub hub = new InMemoryMesh.Hub();
  private final InMemoryMesh mesh = hub.join(MOUTH.id());
  private final Outbox outbox = outbox(MeshLink.DEFAULT_NETWORK);
  private final AtomicInteger heard = new AtomicInteger();

  private static Outbox outbox(String network) {
    MeshLink link = new MeshLink(network, "1".repeat(32), Verifier.ed25519());
    return new Outbox(MOUTH, link, new Random(1));
  }

  /** Started, and ready to listen: an agent speaks when it knows who may speak to it. */
  private Agent agent() {
    ledger.register(shop.id(), TestAgents.policyOf(2));
    mesh.subscribe(Topic.COORDINATION, (from, data) -> heard.incrementAndGet());
    Agent agent = built().start();
    Conditions.await(() -> heard.get() > 0);
    return agent;
  }

  private Agent built() {
    return Agent.builder(TestAgents.agent(1))
        .provider(calls.provider())
        .ledger(ledger)
        .workspaces((where, base) -> AgentsOnAMeshTest.workspace())
        .worker(
            (task, workspace, sandbox, context) ->
                new WorkResult.Succeeded(
                    "d".repeat(40),
                    "Work",
                    "Done.",
                    new TestEvidence(TestEvidence.Outcome.FAILED, TestEvidence.Outcome.PASSED)))
        .sandbox(new DirectSandbox())
        .mesh(hub.join(TestAgents.agent(1).id()))
        .poll(Duration.ofHours(1))
        .build();
  }

  private TaskId issue(String label) {
    return forge.createIssue(shop.id(), new IssueDraft("Do it", "", Set.of(label))).id();
  }

  private void announce(Outbox by, TaskId task) {
    TreeMap<TaskId, SortedSet<Skill>> tasks = new TreeMap<>();
    tasks.put(task, new TreeSet<>());
    byte[] wire = by.write(new Message.Announcement(tasks), Instant.now());
    Conditions.await(() -> mesh.publish(Topic.COORDINATION, wire) == PublishResult.ACCEPTED);
  }

  private boolean done(TaskId task) {
    return ledger.read(task).state().filter(ClaimState.DONE::equals).isPresent();
  }

  @Test
  void anAnnouncedTaskIsLookedUpAndDone() {
    Agent agent = agent();
    try (agent) {
      TaskId task = issue("bzzz-task");
      announce(outbox, task);

      Conditions.await(() -> done(task));
    }
  }

  @Test
  void liesAreLookedUpAFewTimesAndNothingIsClaimed() {
    TaskId closed = issue("bzzz-task");
    forge.setIssueOpen(closed, false);
    TaskId unlabelled = issue("question");
    try (Agent agent = agent()) {
      announce(outbox, new TaskId(new RepositoryId("ee".repeat(16)), 1));
      for (int i = 0; i < LIES; i++) {
        TaskId missing = new TaskId(shop.id(), 100 + i);
        announce(outbox, List.of(closed, unlabelled, missing).get(i % 3));
      }
      announce(outbox("last"), closed);
      Conditions.await(() -> dropped(agent, DropReason.OTHER_NETWORK));

      // What it does of itself: one look, and a few more to be sure that nothing is left to do.
      assertThat(calls.count("tasks"))
          .isLessThanOrEqualTo(1 + Idleness.QUIET_LOOKS + PollPlan.HINTS);
      assertThat(dropped(agent, DropReason.UNAUTHORISED)).isTrue();
      assertThat(ledger.scan(shop.id()).tips()).isEmpty();
    }
  }

  private static boolean dropped(Agent agent, DropReason reason) {
    return agent.droppedMessages().stream().anyMatch(drops -> drops.reason() == reason);
  }
}
