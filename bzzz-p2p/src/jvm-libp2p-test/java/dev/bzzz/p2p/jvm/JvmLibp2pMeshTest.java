package dev.bzzz.p2p.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.core.testkit.MeshContract;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.TestNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class JvmLibp2pMeshTest extends MeshContract {
  private static final Topic TOPIC = new Topic("jvm");

  @Override
  @SuppressWarnings("resource") // the contract closes what it was given
  protected List<Mesh> connected(int members) {
    List<JvmLibp2pMesh> meshes = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      JvmLibp2pMesh fresh = JvmMeshes.start();
      meshes.forEach(before -> JvmMeshes.connect(fresh, before.addresses().get(0), before));
      meshes.add(fresh);
    }
    return List.copyOf(meshes);
  }

  @Test
  void whoPublishesFasterThanItIsSentHearsThatItIsTooMuch() throws InterruptedException {
    List<Mesh> meshes = open(2);
    var heard = listen(meshes.get(1), TOPIC);
    sendUntilHeard(meshes.get(0), TOPIC, "ready", heard);

    byte[] large = new byte[Mesh.MAX_MESSAGE_BYTES];
    int accepted = 0;
    while (accepted < 10_000 && meshes.get(0).publish(TOPIC, large) == PublishResult.ACCEPTED) {
      accepted++;
    }

    assertThat(accepted).isBetween(1, 9_999);
    assertThat(sendUntilHeard(meshes.get(0), TOPIC, "after", heard).text()).isEqualTo("after");
  }

  @Test
  void whoPublishesAsFastAsItIsTakenLosesNothing() throws InterruptedException {
    List<Mesh> meshes = open(2);
    var heard = listen(meshes.get(1), TOPIC);
    sendUntilHeard(meshes.get(0), TOPIC, "ready", heard);
    heard.clear();
    byte[] large = new byte[Mesh.MAX_MESSAGE_BYTES];

    for (int i = 0; i < 300; i++) { // twice what the library can hold
      TestNodes.await(
          "it takes a message",
          () -> meshes.get(0).publish(TOPIC, large) == PublishResult.ACCEPTED);
    }

    TestNodes.await("all is heard", () -> heard.size() >= 300);
    assertThat(heard).hasSizeGreaterThanOrEqualTo(300);
  }

  @Test
  void messagesOnATopicThatNobodyHearsDoNotSaturate() {
    Mesh mesh = open(2).get(0);
    AtomicInteger accepted = new AtomicInteger();

    for (int i = 0; i < 3 * JvmGossip.MAX_UNSENT; i++) {
      TestNodes.await(
          "it takes a message", () -> mesh.publish(TOPIC, new byte[1]) == PublishResult.ACCEPTED);
      accepted.incrementAndGet();
    }

    assertThat(accepted).hasValue(3 * JvmGossip.MAX_UNSENT);
  }

  @Test
  void aStuckSubscriberLosesMessagesAndTheyAreCounted() throws Exception {
    List<Mesh> meshes = open(2);
    CountDownLatch stuck = new CountDownLatch(1);
    meshes
        .get(1)
        .subscribe(
            TOPIC,
            (from, data) -> {
              try {
                stuck.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    JvmLibp2pMesh hearing = (JvmLibp2pMesh) meshes.get(1);

    TestNodes.await(
        "messages are missed",
        () -> {
          meshes.get(0).publish(TOPIC, new byte[1]);
          return hearing.missedMessages() > 0;
        });
    stuck.countDown();

    assertThat(hearing.missedMessages()).isPositive();
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    JvmLibp2pMesh first = (JvmLibp2pMesh) open(1).get(0);
    Multiaddr taken = first.addresses().get(0).withoutPeer();

    assertThatThrownBy(() -> JvmLibp2pMesh.start(Identity.generate(), List.of(taken)))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining(taken.toString());
  }

  @Test
  void aPeerThatIsNotTheOneOfTheAddressIsRefused() {
    List<Mesh> meshes = open(1);
    JvmLibp2pMesh other = (JvmLibp2pMesh) open(1).get(0);
    Multiaddr wrong =
        other.addresses().get(0).withoutPeer().withPeer(PeerId.of(Identity.generate().id()));

    assertThatThrownBy(
            () ->
                ((JvmLibp2pMesh) meshes.get(0))
                    .dial(wrong)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .hasCauseInstanceOf(TransientException.class);
  }
}
