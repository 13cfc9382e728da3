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
      ask(peer);

      byte[] message = messageWith(peer, RawPeer.proposal(PROTOCOL));

      assertThat(RawPeer.indexOf(message, ANSWER)).isPositive();
    }
  }

  @Test
  void theAgreementDoesNotWaitForALateAnswer() throws IOException {
    CompletableFuture<byte[]> late = new CompletableFuture<>();
    node.serveLater(PROTOCOL, (from, data) -> late);
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      ask(peer);

      assertThat(peer.awaitSealed(RawPeer.proposal(PROTOCOL))).isTrue();

      late.complete(ANSWER);
      assertThat(peer.awaitSealed(ANSWER)).isTrue();
    }
  }

  private static void ask(RawPeer peer) throws IOException {
    byte[] all = RawPeer.join(RawPeer.proposal(PROTOCOL), Uvarint.prefixed(new byte[] {'?'}));
    peer.sendSealed(RawPeer.frame(RawPeer.DATA, RawPeer.SYN | RawPeer.FIN, 1, all.length, all));
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
