package dev.bzzz.p2p.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.TestNodes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Our own implementation and the library speak with each other. */
final class JvmInteropTest {
  private static final Topic TOPIC = new Topic("interop");
  private static final String PROTOCOL = "/interop/echo/1";

  private final TestNodes nodes = new TestNodes();
  private final Libp2pNode own = nodes.start();
  private final JvmLibp2pMesh library = JvmMeshes.start();

  @AfterEach
  void close() {
    library.close();
    nodes.close();
  }

  @Test
  void theLibraryDialsUs() throws InterruptedException {
    JvmMeshes.connect(library, own.addresses().get(0), own);

    assertGossipBothWays();
    assertRequestsBothWays();
  }

  @Test
  void weDialTheLibrary() throws InterruptedException {
    own.dial(library.addresses().get(0))
        .orTimeout(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
    JvmMeshes.awaitConnected(own, library);

    assertGossipBothWays();
    assertRequestsBothWays();
  }

  @Test
  void theLibraryAnswersPings() {
    JvmMeshes.connect(library, own.addresses().get(0), own);

    Duration took = own.ping(PeerId.of(library.self())).join();

    assertThat(took).isPositive();
  }

  /** More than a connection takes at once, so that requests wait in it. */
  @Test
  void manyLargeRequestsAreAnsweredAtOnce() {
    JvmMeshes.connect(library, own.addresses().get(0), own);
    own.serve(PROTOCOL, (from, data) -> data);
    library.serve(PROTOCOL, (from, data) -> data);
    byte[] large = new byte[Mesh.MAX_MESSAGE_BYTES];

    List<CompletableFuture<byte[]>> answers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      answers.add(own.request(library.self(), PROTOCOL, large, TestNodes.PATIENCE));
      answers.add(library.request(own.self(), PROTOCOL, large, TestNodes.PATIENCE));
    }

    assertThat(answers).allSatisfy(each -> assertThat(each.join()).isEqualTo(large));
  }

  /** Messages between two of ours pass through the library, which checks what it passes on. */
  @Test
  void theLibraryPassesOurMessagesOn() throws InterruptedException {
    Libp2pNode third = nodes.start();
    BlockingQueue<Heard> heard = listen(third);
    JvmMeshes.connect(library, own.addresses().get(0), own);
    JvmMeshes.connect(library, third.addresses().get(0), third);
    listen(library);
    listen(own);

    assertHears(own, heard, "by way of the library");
  }

  private void assertGossipBothWays() throws InterruptedException {
    BlockingQueue<Heard> byUs = listen(own);
    BlockingQueue<Heard> byLibrary = listen(library);

    assertHears(own, byLibrary, "from ours");
    assertHears(library, byUs, "from the library");
    assertHears(own, byLibrary, "x".repeat(Mesh.MAX_MESSAGE_BYTES));
    assertHears(library, byUs, "y".repeat(Mesh.MAX_MESSAGE_BYTES));
  }

  private static BlockingQueue<Heard> listen(Mesh mesh) {
    BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    mesh.subscribe(TOPIC, (from, data) -> heard.add(new Heard(from, text(data))));
    return heard;
  }

  /** Sends until it is heard: subscriptions take a while to spread. */
  private static void assertHears(Mesh from, BlockingQueue<Heard> heard, String text)
      throws InterruptedException {
    Heard expected = new Heard(from.self(), text);
    long end = System.nanoTime() + TestNodes.PATIENCE.toNanos();
    Heard next = null;
    while (!expected.equals(next) && System.nanoTime() < end) {
      from.publish(TOPIC, bytes(text));
      next = heard.poll(200, TimeUnit.MILLISECONDS);
    }
    assertThat(next).isEqualTo(expected);
  }

  private void assertRequestsBothWays() {
    own.serve(PROTOCOL, (from, data) -> bytes(from + " asks ours " + text(data)));
    library.serve(PROTOCOL, (from, data) -> bytes(from + " asks the library " + text(data)));
    String large = "z".repeat(Mesh.MAX_MESSAGE_BYTES - 100);

    for (String question : new String[] {"", "hello", large}) {
      assertThat(ask(library, own, question)).isEqualTo(library.self() + " asks ours " + question);
      assertThat(ask(own, library, question))
          .isEqualTo(own.self() + " asks the library " + question);
    }
  }

  private static String ask(Mesh from, Mesh to, String question) {
    return text(from.request(to.self(), PROTOCOL, bytes(question), TestNodes.PATIENCE).join());
  }

  /** A message and who signed it. */
  private record Heard(AgentId from, String text) {}

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] data) {
    return new String(data, StandardCharsets.UTF_8);
  }
}
