package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.gossip.Control;
import dev.bzzz.p2p.gossip.IgnoredBecause;
import dev.bzzz.p2p.gossip.Rpc;
import dev.bzzz.p2p.gossip.SignedMessage;
import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.ProtoWriter;
import dev.bzzz.p2p.wire.Uvarint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that have more bytes than one may have. */
class LargeMessagesTest {
  private static final Topic TOPIC = new Topic("large");
  private static final int TOO_MANY = Mesh.MAX_MESSAGE_BYTES + 1;

  private final TestNodes nodes = new TestNodes();

  @AfterEach
  void closeAll() {
    nodes.close();
  }

  @Test
  void anOwnOneIsRefusedWithItsSizeAndTheLimit() {
    Libp2pNode node = nodes.start();

    assertThatThrownBy(() -> node.publish(TOPIC, new byte[TOO_MANY]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("65537 bytes", "at most 65536", "split it");
    assertThatThrownBy(
            () -> node.request(node.self(), "/x", new byte[TOO_MANY], Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("65537 bytes", "at most 65536");
  }

  @Test
  void thoseOfPeersAreCountedAndThePeerStays() throws Exception {
    Libp2pNode node = nodes.start();
    node.subscribe(TOPIC, (from, data) -> {});

    try (Villain peer = Villain.gossiping(node, TOPIC.name())) {
      peer.write(message(1));
      peer.write(message(2));
      TestNodes.await(
          "both are counted",
          () -> node.ignoredMessages().get(IgnoredBecause.TOO_LARGE).equals(2L));
      peer.awaitPong();

      assertThat(node.ignoredMessages()).containsEntry(IgnoredBecause.MALFORMED, 0L);
      assertThat(node.peers()).hasSize(1);
    }
  }

  @Test
  void whoAnnouncesMoreThanAMebibyteAtOnceIsDisconnected() throws Exception {
    Libp2pNode node = nodes.start();
    node.subscribe(TOPIC, (from, data) -> {});

    try (Villain peer = Villain.gossiping(node, TOPIC.name())) {
      peer.write(Uvarint.encode(Rpc.MAX_BYTES + 1));

      peer.awaitClosed();
    }
  }

  /** Nobody gets as far as its signature. */
  private static byte[] message(int number) {
    byte[] sequence = new byte[Long.BYTES];
    sequence[0] = (byte) number;
    byte[] bytes =
        new ProtoWriter()
            .bytes(1, PeerId.of(Identity.generate().id()).bytes())
            .bytes(2, new byte[TOO_MANY])
            .bytes(3, sequence)
            .string(4, TOPIC.name())
            .bytes(5, new byte[64])
            .toByteArray();
    SignedMessage message = SignedMessage.decode(new ProtoReader(bytes));
    return new Rpc(List.of(), List.of(message), Control.NONE).frame();
  }
}
