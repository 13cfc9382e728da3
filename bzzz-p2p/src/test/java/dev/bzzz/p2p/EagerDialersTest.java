package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.wire.Uvarint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that send a request along with the proposal of its protocol wait for the answer only. */
final class EagerDialersTest {
  private static final String PROTOCOL = "/test/1";
  private static final byte[] ANSWER = "the answer".getBytes(StandardCharsets.UTF_8);

  private static final int ROUNDS = 50;

  private final TestNodes nodes = new TestNodes();
  private final Libp2pNode node = nodes.start();

  @AfterEach
  void closeAll() {
    nodes.close();
  }

  @Test
  void theAgreementLeavesWithTheAnswer() throws IOException {
    node.serveLater(PROTOCOL, (from, data) -> CompletableFuture.completedFuture(ANSWER));
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      boolean together = false;

      // Not at once: while the node itself has something to say, the agreement leaves with that.
      for (int stream = 1; stream < 2 * ROUNDS && !together; stream += 2) {
        ask(peer, stream);
        byte[] message = messageWith(peer, RawPeer.proposal(PROTOCOL));
        together = RawPeer.indexOf(message, ANSWER) >= 0;
      }

      assertThat(together).isTrue();
    }
  }

  @Test
  void theAgreementDoesNotWaitForALateAnswer() throws IOException {
    CompletableFuture<byte[]> late = new CompletableFuture<>();
    node.serveLater(PROTOCOL, (from, data) -> late);
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      ask(peer, 1);

      assertThat(peer.awaitSealed(RawPeer.proposal(PROTOCOL))).isTrue();

      late.complete(ANSWER);
      assertThat(peer.awaitSealed(ANSWER)).isTrue();
    }
  }

  private static void ask(RawPeer peer, int stream) throws IOException {
    byte[] all = RawPeer.join(RawPeer.proposal(PROTOCOL), Uvarint.prefixed(new byte[] {'?'}));
    peer.sendSealed(
        RawPeer.frame(RawPeer.DATA, RawPeer.SYN | RawPeer.FIN, stream, all.length, all));
  }

  /** The first message with these bytes; others may be about other streams. */
  private static byte[] messageWith(RawPeer peer, byte[] wanted) throws IOException {
    byte[] message = peer.readMessage();
    while (RawPeer.indexOf(message, wanted) < 0) {
      message = peer.readMessage();
    }
    return message;
  }
}
