package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimEffect.Announce;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.mesh.InMemoryMesh;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.core.message.DropReason;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.Conditions;
import dev.bzzz.core.testkit.DirectSandbox;
import dev.bzzz.core.testkit.TestAgents;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class MeshPortTest {
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);

  private final InMemoryMesh.Hub hub = new InMemoryMesh.Hub();
  private final List<AgentEvent> events = new CopyOnWriteArrayList<>();

  @Test
  void handsOverWhatIsHeardAndSaid() {
    MeshPort port = port(hub.join(ALICE.id()));
    InMemoryMesh bob = hub.join(BOB.id());
    List<String> heardByAlice = new CopyOnWriteArrayList<>();
    List<String> heardByBob = new CopyOnWriteArrayList<>();
    bob.subscribe(Topic.COORDINATION, (from, data) -> heardByBob.add(new String(data)));
    port.open(data -> heardByAlice.add(new String(data)));

    port.broadcast("from alice".getBytes());
    bob.publish(Topic.COORDINATION, "from bob".getBytes());

    Conditions.await(() -> heardByAlice.size() == 1 && heardByBob.size() == 1);
    assertThat(heardByAlice).containsExactly("from bob");
    assertThat(heardByBob).containsExactly("from alice");
    assertThat(port.drops()).isEmpty();
  }

  @Test
  void countsWhatTheInboxHasNoRoomFor() {
    MeshPort port = port(hub.join(ALICE.id()));
    InMemoryMesh bob = hub.join(BOB.id());
    port.open(data -> false);

    bob.publish(Topic.COORDINATION, new byte[1]);
    bob.publish(Topic.COORDINATION, new byte[1]);

    AgentEvent.Drops two = new AgentEvent.Drops(DropReason.INBOX_FULL, 2);
    Conditions.await(() -> port.drops().equals(List.of(two)));
    assertThat(port.drops()).containsExactly(two);
  }

  @Test
  void countsWhatASaturatedMeshDoesNotTake() {
    MeshPort port = port(meshThatAnswers(PublishResult.SATURATED));

    port.broadcast(new byte[1]);

    assertThat(port.drops()).containsExactly(new AgentEvent.Drops(DropReason.SATURATED, 1));
  }

  @Test
  void goesOnWithoutAMeshThatIsClosed() {
    InMemoryMesh mesh = hub.join(ALICE.id());
    MeshPort port = port(mesh);
    mesh.close();

    port.broadcast(new byte[1]);

    assertThat(port.drops()).containsExactly(new AgentEvent.Drops(DropReason.SATURATED, 1));
  }

  @Test
  void tellsOfDropsOnceAMinuteAndOfTheRestAtTheEnd() {
    MeshPort port = port(meshThatAnswers(PublishResult.SATURATED));

    port.dropped(DropReason.FORGED);
    port.dropped(DropReason.FORGED);
    port.dropped(DropReason.STALE);
    List<AgentEvent> before = new ArrayList<>(events);
    port.close();

    assertThat(before).hasSize(1);
    assertThat(events).hasSize(3);
    assertThat(((AgentEvent.MessagesDropped) events.get(1)).dropped())
        .containsExactly(
            new AgentEvent.Drops(DropReason.FORGED, 2), new AgentEvent.Drops(DropReason.STALE, 1));
  }

  @Test
  void hearsTheTopicsOfAllAgentsAndOfTheTasksItHas() {
    Topics topics = new Topics();
    MeshPort port = port(topics.mesh());
    TaskId one = new TaskId(new RepositoryId("0".repeat(32)), 1);
    TaskId two = new TaskId(new RepositoryId("0".repeat(32)), 2);
    port.open(data -> true);

    port.follow(Announce.Kind.LOST, one);
    port.follow(Announce.Kind.GRANTED, one);
    port.follow(Announce.Kind.ADOPTED, two);
    List<Topic> atWork = List.copyOf(topics.open);
    port.follow(Announce.Kind.PUBLISHED, one);
    port.follow(Announce.Kind.DONE, one);
    port.follow(Announce.Kind.DONE, one);
    List<Topic> after = List.copyOf(topics.open);
    port.close();
    port.follow(Announce.Kind.GRANTED, one);

    Topic ofOne = new Topic("bzzz/meta/issue/" + one.key());
    Topic ofTwo = new Topic("bzzz/meta/issue/" + two.key());
    assertThat(atWork).containsExactly(Topic.COORDINATION, Topic.META_DISCUSSION, ofOne, ofTwo);
    assertThat(after).containsExactly(Topic.COORDINATION, Topic.META_DISCUSSION, ofTwo);
    assertThat(topics.open).isEmpty();
  }

  @Test
  void tellsInTheEndWhatItHeardAndSaid() {
    MeshPort port = port(hub.join(ALICE.id()));
    List<byte[]> heardByAlice = new CopyOnWriteArrayList<>();
    InMemoryMesh bob = hub.join(BOB.id());
    port.open(heardByAlice::add);
    bob.publish(Topic.COORDINATION, new byte[1]);
    bob.publish(Topic.COORDINATION, new byte[2]);
    port.broadcast(new byte[3]);
    Conditions.await(() -> heardByAlice.size() == 2);

    port.close();
    port.close();

    assertThat(events).containsExactly(new AgentEvent.MeshLeft(Instant.EPOCH, ALICE.id(), 1, 2, 1));
  }

  /** A mesh that remembers who listens. */
  private static final class Topics {
    private final List<Topic> open = new CopyOnWriteArrayList<>();

    private Mesh mesh() {
      return (Mesh)
          Proxy.newProxyInstance(
              Mesh.class.getClassLoader(),
              new Class<?>[] {Mesh.class},
              (proxy, method, arguments) -> {
                Topic topic = (Topic) arguments[0];
                open.add(topic);
                return (Subscription) () -> open.remove(topic);
              });
    }
  }

  private static Mesh meshThatAnswers(PublishResult result) {
    return (Mesh)
        Proxy.newProxyInstance(
            Mesh.class.getClassLoader(),
            new Class<?>[] {Mesh.class},
            (proxy, method, arguments) -> method.getName().equals("publish") ? result : null);
  }

  private MeshPort port(Mesh mesh) {
    AgentParts parts =
        Agent.builder(ALICE)
            .provider(new InMemoryForge("people"))
            .ledger(new InMemoryLedger())
            .workspaces(
                (repository, base) -> {
                  throw new AssertionError("no work is done here");
                })
            .worker(
                (task, workspace, sandbox, context) -> {
                  throw new AssertionError("no work is done here");
                })
            .sandbox(new DirectSandbox())
            .mesh(mesh)
            .clock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
            .sink(events::add)
            .parts();
    return new MeshPort(parts, new Events(parts));
  }
}
