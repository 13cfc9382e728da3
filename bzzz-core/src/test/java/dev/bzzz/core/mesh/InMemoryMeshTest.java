package dev.bzzz.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.testkit.MeshContract;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InMemoryMeshTest extends MeshContract {
  private static final Topic TOPIC = new Topic("test/topic");

  @Override
  protected List<Mesh> connected(int members) {
    return join(new InMemoryMesh.Hub(), members);
  }

  private static List<Mesh> join(InMemoryMesh.Hub hub, int members) {
    return IntStream.rangeClosed(1, members)
        .<Mesh>mapToObj(number -> hub.join(TestAgents.agent(number).id()))
        .toList();
  }

  @Test
  void messagesOfOneSenderAreHeardInOrder() throws InterruptedException {
    List<Mesh> meshes = open(2);
    BlockingQueue<Heard> heard = listen(meshes.get(1), TOPIC);

    for (int i = 0; i < 500; i++) {
      assertThat(meshes.get(0).publish(TOPIC, String.valueOf(i).getBytes()))
          .isEqualTo(PublishResult.ACCEPTED);
    }

    for (int i = 0; i < 500; i++) {
      assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo(new Heard(meshes.get(0).self(), String.valueOf(i)));
    }
  }

  @Test
  void aFullInboxIsSaturatedAndTakesAgainWhenThereIsRoom() throws InterruptedException {
    List<Mesh> meshes = open(3);
    CountDownLatch go = new CountDownLatch(1);
    BlockingQueue<String> slow = new LinkedBlockingQueue<>();
    meshes
        .get(1)
        .subscribe(
            TOPIC,
            (from, data) -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              slow.add(new String(data));
            });
    BlockingQueue<Heard> quick = listen(meshes.get(2), TOPIC);

    int accepted = 0;
    while (meshes.get(0).publish(TOPIC, new byte[] {'x'}) == PublishResult.ACCEPTED) {
      accepted++;
    }
    go.countDown();

    assertThat(accepted).isBetween(InMemoryMesh.MAX_INBOX, InMemoryMesh.MAX_INBOX + 1);
    for (int i = 0; i < accepted; i++) {
      assertThat(slow.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("x");
      assertThat(quick.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    }
    assertThat(meshes.get(0).publish(TOPIC, new byte[] {'y'})).isEqualTo(PublishResult.ACCEPTED);
    assertThat(slow.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("y");
  }

  @Test
  void aHubThatLosesAllDeliversNothingAndRequestsTimeOut() {
    List<Mesh> meshes = join(new InMemoryMesh.Hub(100, new Random(1)), 2);
    BlockingQueue<Heard> heard = listen(meshes.get(1), TOPIC);
    meshes.get(1).serve("/echo", (from, data) -> data);

    for (int i = 0; i < 100; i++) {
      assertThat(meshes.get(0).publish(TOPIC, new byte[1])).isEqualTo(PublishResult.ACCEPTED);
    }
    var answer =
        meshes.get(0).request(meshes.get(1).self(), "/echo", new byte[1], Duration.ofMillis(20));

    assertThatThrownBy(() -> answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TransientException.class);
    assertThat(heard).isEmpty();
    meshes.forEach(Mesh::close);
  }

  @Test
  void theSameSeedLosesTheSameHalf() throws InterruptedException {
    List<Integer> one = survivors(new Random(42));
    List<Integer> same = survivors(new Random(42));
    List<Integer> other = survivors(new Random(43));

    assertThat(one).isEqualTo(same).isNotEqualTo(other);
    assertThat(one.size()).isBetween(350, 650);
  }

  private static List<Integer> survivors(Random random) throws InterruptedException {
    InMemoryMesh.Hub hub = new InMemoryMesh.Hub(50, random);
    List<Mesh> meshes = join(hub, 2);
    List<Integer> heard = new java.util.ArrayList<>();
    CountDownLatch end = new CountDownLatch(1);
    meshes
        .get(1)
        .subscribe(
            TOPIC,
            (from, data) -> {
              int value = Integer.parseInt(new String(data));
              if (value < 1000) {
                heard.add(value);
              } else {
                end.countDown();
              }
            });
    for (int i = 0; i < 1000; i++) {
      while (meshes.get(0).publish(TOPIC, String.valueOf(i).getBytes())
          == PublishResult.SATURATED) {
        Thread.onSpinWait();
      }
    }
    for (int i = 0; i < 64; i++) {
      meshes.get(0).publish(TOPIC, "1000".getBytes());
    }
    assertThat(end.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    meshes.forEach(Mesh::close);
    return heard;
  }

  @Test
  void aMemberThatLeavesIsNoPeerAndCanComeBack() {
    InMemoryMesh.Hub hub = new InMemoryMesh.Hub();
    List<Mesh> meshes = join(hub, 2);
    AgentId second = meshes.get(1).self();

    assertThatThrownBy(() -> hub.join(second)).isInstanceOf(IllegalStateException.class);
    meshes.get(1).close();
    meshes.get(1).close();

    assertThat(meshes.get(0).peers()).isEmpty();
    assertThatThrownBy(() -> meshes.get(1).publish(TOPIC, new byte[1]))
        .isInstanceOf(IllegalStateException.class);
    try (InMemoryMesh back = hub.join(second)) {
      assertThat(back.peers()).containsExactly(meshes.get(0).self());
    }
    meshes.get(0).close();
  }

  @Test
  void lossOutsideZeroToHundredIsRefused() {
    assertThatThrownBy(() -> new InMemoryMesh.Hub(101, new Random(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
