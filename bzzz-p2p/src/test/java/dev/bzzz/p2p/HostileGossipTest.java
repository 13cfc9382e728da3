package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.gossip.Control;
import dev.bzzz.p2p.gossip.MessageId;
import dev.bzzz.p2p.gossip.Rpc;
import dev.bzzz.p2p.gossip.SignedMessage;
import dev.bzzz.p2p.gossip.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
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
  private final Identity author = Identity.generate();
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

  @Test
  void whoForgesMessagesIsHeardNoMore() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    node.subscribe(TOPIC, (from, data) -> heard.add(new String(data, StandardCharsets.UTF_8)));
    try (Villain villain = Villain.gossiping(node, TOPIC.name())) {
      for (int i = 0; i < 50; i++) {
        byte[] forged = genuine("genuine " + i, i);
        forged[RawPeer.indexOf(forged, bytes("genuine"))] = 'G';
        villain.write(forged);
      }
      villain.awaitPong();
      exchange(honest, heardByNode); // what came before is checked before
      heard.clear();

      villain.write(genuine("too late", 1000));
      villain.awaitPong();
      exchange(honest, heardByNode);
    }

    assertThat(heard).isNotEmpty().doesNotContain("too late");
  }

  @Test
  void whoComesBackToTheMeshAgainAndAgainIsHeardNoMore() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    node.subscribe(TOPIC, (from, data) -> heard.add(new String(data, StandardCharsets.UTF_8)));
    Control.Prune prune = new Control.Prune(TOPIC.name(), 60);
    try (Villain villain = Villain.gossiping(node, TOPIC.name())) {
      for (int i = 0; i < 20; i++) {
        villain.write(control(List.of(), List.of(), List.of(), List.of(prune)));
        villain.write(control(List.of(), List.of(), List.of(TOPIC.name()), List.of()));
      }
      villain.write(genuine("too late", 1));
      villain.awaitPong();
      exchange(honest, heardByNode);
    }

    assertThat(heard).isNotEmpty().doesNotContain("too late");
  }

  @Test
  void offersAndQuestionsWithoutEndLeaveOthersAlone() throws Exception {
    try (Villain villain = Villain.gossiping(node, TOPIC.name())) {
      for (int i = 0; i < 50; i++) {
        List<MessageId> ids = new ArrayList<>();
        for (int j = 0; j < 1000; j++) {
          ids.add(MessageId.of(bytes(i + " " + j)));
        }
        Control.IHave offer = new Control.IHave(TOPIC.name(), ids);
        villain.write(control(List.of(offer), List.of(), List.of(), List.of()));
        villain.write(control(List.of(), ids, List.of(), List.of()));
      }

      exchange(honest, heardByNode);
      exchange(node, heardByHonest);
    }
  }

  @Test
  void subscriptionsWithoutEndLeaveOthersAlone() throws Exception {
    try (Villain villain = Villain.gossiping(node, TOPIC.name())) {
      for (int i = 0; i < 5000; i++) {
        villain.write(RawPeer.subscription("topic " + i));
      }

      exchange(honest, heardByNode);
      exchange(node, heardByHonest);
    }
  }

  @Test
  void streamsOfGossipThatAreEndedTakeNoPlace() throws Exception {
    try (Villain villain = Villain.gossiping(node, TOPIC.name())) {
      openAndFinish(villain);
    }
  }

  @Test
  void streamsThatAreEndedWhileTheirMessagesWaitTakeNoPlace() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    node.validate(
        TOPIC,
        message -> {
          awaitQuietly(stuck);
          return Verdict.IGNORE;
        });
    try (Villain villain = Villain.gossiping(node, TOPIC.name())) {
      for (int i = 0; i < 64; i++) {
        byte[] big = new byte[SignedMessage.MAX_DATA_BYTES];
        villain.write(Rpc.of(SignedMessage.sign(author, TOPIC.name(), big, i)).frame());
      }
      Topic other = new Topic("other");
      TestNodes.await(
          "the node has enough to check",
          () -> node.publish(other, new byte[1]) == PublishResult.SATURATED);
      openAndFinish(villain);
    } finally {
      stuck.countDown();
    }
  }

  /** More streams than there may be at once, but never so many at once. */
  private static void openAndFinish(Villain villain) throws IOException {
    for (int i = 0; i < 300; i++) {
      villain.finish(villain.open(Villain.GOSSIP, RawPeer.subscription(TOPIC.name())));
      if (i % 50 == 49) {
        villain.awaitPong();
      }
    }
  }

  private byte[] genuine(String text, long number) {
    return Rpc.of(SignedMessage.sign(author, TOPIC.name(), bytes(text), number)).frame();
  }

  private static byte[] control(
      List<Control.IHave> ihave,
      List<MessageId> iwant,
      List<String> graft,
      List<Control.Prune> prune) {
    Control control = new Control(ihave, iwant, graft, prune, List.of());
    return new Rpc(List.of(), List.of(), control).frame();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Messages without end, until the villain is closed. */
  private Thread flood(Villain villain) {
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
      while (from.publish(TOPIC, bytes(text)) != PublishResult.ACCEPTED) {
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
