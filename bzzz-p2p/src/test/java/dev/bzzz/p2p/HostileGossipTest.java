package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.gossip.Rpc;
import dev.bzzz.p2p.gossip.SignedMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of others when a peer gossips without measure: their messages arrive. */
final class HostileGossipTest {
  private static final Topic TOPIC = new Topic("spam");
  private static final int MESSAGES = 3;

  private final TestNodes nodes = new TestNodes();
  private final BlockingQueue<String> heardByNode = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> heardByHonest = new LinkedBlockingQueue<>();
  private Libp2pNode node;
  private Libp2pNode honest;

  @BeforeEach
  void connectAnHonestPeer() {
    node = nodes.start();
    honest = nodes.start();
    hear(node, honest, heardByNode);
    hear(honest, node, heardByHonest);
    TestNodes.connect(honest, node);
    TestNodes.awaitSubscribers(node, TOPIC, 1);
    TestNodes.awaitSubscribers(honest, TOPIC, 1);
  }

  @AfterEach
  void closeAll() {
    nodes.close();
  }

  @Test
  void aFloodOfGenuineMessagesDoesNotKeepOutThoseOfOthers() throws Exception {
    try (Villain villain = Villain.gossiping(node, TOPIC.name())) {
      Thread flood = flood(villain);

      exchange(honest, heardByNode);
      exchange(node, heardByHonest);

      assertThat(flood.isAlive()).isTrue();
    }
  }

  /** Messages without end, until the villain is closed. */
  private static Thread flood(Villain villain) {
    Identity author = Identity.generate();
    Thread thread =
        new Thread(
            () -> {
              byte[] data = new byte[16];
              try {
                for (long i = 1; ; i++) {
                  villain.write(Rpc.of(SignedMessage.sign(author, TOPIC.name(), data, i)).frame());
                }
              } catch (IOException e) {
                // closed
              }
            },
            "flood");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void exchange(Libp2pNode from, BlockingQueue<String> heard) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      String text = "message " + i;
      long end = System.nanoTime() + TestNodes.PATIENCE.toNanos();
      while (from.publish(TOPIC, text.getBytes(StandardCharsets.UTF_8)) != PublishResult.ACCEPTED) {
        from.awaitRoom(Duration.ofSeconds(1));
        assertThat(System.nanoTime()).as("may publish").isLessThan(end);
      }

      assertThat(heard.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(text);
    }
  }

  private static void hear(Libp2pNode node, Libp2pNode other, BlockingQueue<String> heard) {
    node.subscribe(
        TOPIC,
        (from, data) -> {
          if (from.equals(other.self())) {
            heard.add(new String(data, StandardCharsets.UTF_8));
          }
        });
  }
}
