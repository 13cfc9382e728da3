package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page on the mesh shows. */
final class TwoNodesTest {
  private static final Topic TOPIC = new Topic("weather/v1");

  @Test
  void twoNodesExchangeAMessageAndARequest(@TempDir Path folder) throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Path keyFile = folder.resolve("peer.key");

    Libp2pNode node =
        Libp2pNode.builder(Identity.loadOrCreate(keyFile)).listen("/ip4/127.0.0.1/tcp/0").start();
    node.subscribe(TOPIC, (from, data) -> heard.add(from + ": " + text(data)));
    node.serve("/weather/forecast/1", (from, city) -> bytes("rain in " + text(city)));

    Libp2pNode other = Libp2pNode.builder(Identity.generate()).start();
    PeerId peer = other.dial(node.addresses().get(0)).join();
    byte[] forecast =
        other
            .request(node.self(), "/weather/forecast/1", bytes("Graz"), Duration.ofSeconds(5))
            .join();
    TestNodes.awaitSubscribers(other, TOPIC, 1);
    publish(other, bytes("sun"));

    assertThat(peer).isEqualTo(node.peerId());
    assertThat(forecast).asString().isEqualTo("rain in Graz");
    assertThat(heard.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(other.self() + ": sun");
    other.close();
    node.close();
  }

  @Test
  void aRequestTravelsAsThePageSays() throws Exception {
    try (TestNodes nodes = new TestNodes()) {
      Libp2pNode node = nodes.start();
      node.serve("/weather/forecast/1", (from, city) -> bytes("rain"));
      byte[] question = {4, 'G', 'r', 'a', 'z'};
      byte[] answer = {5, 0, 'r', 'a', 'i', 'n'};

      try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
        peer.open(1, "/weather/forecast/1", question);
        peer.sendSealed(RawPeer.frame(RawPeer.DATA, RawPeer.FIN, 1, 0, new byte[0]));

        assertThat(peer.awaitSealed(answer)).isTrue();
      }
    }
  }

  private static void publish(Libp2pNode node, byte[] data) throws InterruptedException {
    while (node.publish(TOPIC, data) == PublishResult.SATURATED) {
      node.awaitRoom(Duration.ofSeconds(1));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] data) {
    return new String(data, StandardCharsets.UTF_8);
  }
}
