package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.gossip.GossipVersion;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BackPressureTest {
  private static final Topic TOPIC = new Topic("pressure");
  private static final int BIG = 32 * 1024;

  private final TestNodes nodes = new TestNodes();
  private final CountDownLatch stuck = new CountDownLatch(1);

  @AfterEach
  void closeAll() {
    stuck.countDown();
    nodes.close();
  }

  @Test
  void nothingIsLostAndAllIsInOrderWhenAPublisherIsFasterThanItsPeer() throws Exception {
    Libp2pNode publisher = nodes.start();
    Libp2pNode peer = nodes.start();
    BlockingQueue<Integer> heard = hear(peer);
    TestNodes.connect(peer, publisher);
    TestNodes.awaitSubscribers(publisher, TOPIC, 1);

    publishAll(publisher, 1000, 1024);

    assertThat(take(heard, 1000)).isEqualTo(IntStream.range(0, 1000).boxed().toList());
  }

  @Test
  void aPublisherIsToldToWaitWhileASubscriberDoesNotKeepUp() throws Exception {
    Libp2pNode publisher = nodes.start();
    Libp2pNode peer = nodes.start();
    peer.subscribe(TOPIC, (from, data) -> awaitQuietly());
    TestNodes.connect(peer, publisher);
    TestNodes.awaitSubscribers(publisher, TOPIC, 1);

    int taken = 0;
    while (taken < 5000 && publisher.publish(TOPIC, new byte[BIG]) == PublishResult.ACCEPTED) {
      taken++;
    }

    assertThat(taken).isBetween(1, 4999);
  }

  @Test
  void aStuckPeerDoesNotKeepMessagesFromOthers() throws Exception {
    Libp2pNode publisher = nodes.start();
    Libp2pNode slow = nodes.start();
    Libp2pNode quick = nodes.start();
    slow.subscribe(TOPIC, (from, data) -> awaitQuietly());
    BlockingQueue<Integer> heard = hear(quick);
    TestNodes.connect(slow, publisher);
    TestNodes.connect(quick, publisher);
    TestNodes.awaitSubscribers(publisher, TOPIC, 2);

    publishAll(publisher, 360, BIG);

    assertThat(take(heard, 360)).isEqualTo(IntStream.range(0, 360).boxed().toList());
    assertThat(quick.missedMessages()).isZero();
  }

  @Test
  void aPeerThatReadsNothingDoesNotKeepMessagesFromOthers() throws Exception {
    Libp2pNode publisher = nodes.start();
    Libp2pNode quick = nodes.start();
    BlockingQueue<Integer> heard = hear(quick);
    TestNodes.connect(quick, publisher);
    try (RawPeer deaf = RawPeer.atYamux(publisher, Identity.generate())) {
      deaf.open(1, GossipVersion.V1_2.protocol(), RawPeer.subscription(TOPIC.name()));
      deaf.agreeTo(GossipVersion.V1_2.protocol());
      TestNodes.awaitSubscribers(publisher, TOPIC, 2);

      publishAll(publisher, 150, BIG);

      assertThat(take(heard, 150)).isEqualTo(IntStream.range(0, 150).boxed().toList());
    }
  }

  @Test
  void messagesOfOneSenderKeepTheirOrderAcrossAThirdPeer() throws Exception {
    Libp2pNode publisher = nodes.start();
    Libp2pNode between = nodes.start();
    Libp2pNode last = nodes.start();
    hear(between);
    BlockingQueue<Integer> heard = hear(last);
    TestNodes.connect(between, publisher);
    TestNodes.connect(last, between);
    TestNodes.awaitSubscribers(publisher, TOPIC, 1);
    TestNodes.awaitSubscribers(between, TOPIC, 1);
    awaitFirst(publisher, heard);

    publishAll(publisher, 300, 256);

    assertThat(take(heard, 300)).isEqualTo(IntStream.range(0, 300).boxed().toList());
  }

  @Test
  void manyLargeRequestsAtOnceAreAllAnswered() throws Exception {
    Libp2pNode asked = nodes.start();
    Libp2pNode asking = nodes.start();
    asked.serve("/echo/1", (from, data) -> data);
    TestNodes.connect(asking, asked);
    byte[] large = new byte[Mesh.MAX_MESSAGE_BYTES];

    List<CompletableFuture<byte[]>> answers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      answers.add(asking.request(asked.self(), "/echo/1", large, TestNodes.PATIENCE));
    }

    for (CompletableFuture<byte[]> answer : answers) {
      assertThat(answer.get()).hasSize(large.length);
    }
  }

  /** Hears the numbers of messages. */
  private static BlockingQueue<Integer> hear(Libp2pNode node) {
    BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    node.subscribe(TOPIC, (from, data) -> heard.add(ByteBuffer.wrap(data).getInt()));
    return heard;
  }

  private static void publishAll(Libp2pNode node, int count, int size) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      publish(node, i, size);
    }
  }

  private static void publish(Libp2pNode node, int number, int size) throws InterruptedException {
    byte[] data = ByteBuffer.allocate(size).putInt(number).array();
    while (node.publish(TOPIC, data) == PublishResult.SATURATED) {
      node.awaitRoom(Duration.ofSeconds(1));
    }
  }

  /** The mesh of the peer between forms with its first heartbeats. */
  private static void awaitFirst(Libp2pNode publisher, BlockingQueue<Integer> heard)
      throws InterruptedException {
    for (int i = 0; i < 200 && heard.isEmpty(); i++) {
      publish(publisher, -1, 256);
      Integer first = heard.poll(100, TimeUnit.MILLISECONDS);
      if (first != null) {
        break;
      }
    }
    while (heard.poll(300, TimeUnit.MILLISECONDS) != null) {
      // all that were sent before the mesh stood
    }
  }

  private static List<Integer> take(BlockingQueue<Integer> heard, int count)
      throws InterruptedException {
    List<Integer> taken = new ArrayList<>();
    while (taken.size() < count) {
      Integer next = heard.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (next == null) {
        return taken;
      }
      taken.add(next);
    }
    return taken;
  }

  private void awaitQuietly() {
    try {
      stuck.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
