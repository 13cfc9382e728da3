package dev.bzzz.examples.cli;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Bounded;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.net.MeshMessage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;

/**
 * Publishes what a peer hears on the topic where it was heard. What two authors have sent is an
 * echo when the second sends it and is not answered, so that two who echo do not go on for ever.
 * Confined to one thread.
 */
final class PeerEcho {
  private static final int MAX_REMEMBERED = 16_384;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Libp2pNode node;
  private final Map<ByteBuffer, AgentId> authors = Bounded.lru(MAX_REMEMBERED);

  PeerEcho(Libp2pNode node) {
    this.node = node;
  }

  void answer(MeshMessage message) {
    AgentId first = authors.putIfAbsent(digest(message.data()), message.from());
    if (first != null && !first.equals(message.from())) {
      return;
    }
    try {
      while (node.publish(message.topic(), message.data()) == PublishResult.SATURATED) {
        node.awaitRoom(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // The node has been closed meanwhile.
    }
  }

  private static ByteBuffer digest(byte[] data) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(data));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
