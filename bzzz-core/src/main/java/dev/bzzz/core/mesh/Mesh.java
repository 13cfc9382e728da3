package dev.bzzz.core.mesh;

import dev.bzzz.core.AgentId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The port to all peers. It advises and never decides: losing every message costs time, never
 * safety. Safe for use by many threads.
 */
public interface Mesh extends AutoCloseable {
  /** Largest message or request, in bytes. */
  int MAX_MESSAGE_BYTES = 64 * 1024;

  /** This agent. */
  AgentId self();

  /** Peers that are connected now, without this agent. */
  Set<AgentId> peers();

  /** Hears a topic until closed. An agent does not hear itself. */
  Subscription subscribe(Topic topic, MessageHandler handler);

  /**
   * Sends to all subscribers of a topic. Never queues without a bound.
   *
   * @throws IllegalArgumentException if the message is longer than {@link #MAX_MESSAGE_BYTES}
   */
  PublishResult publish(Topic topic, byte[] data);

  /**
   * Asks one peer. Fails with a {@link dev.bzzz.core.TransientException} when the peer is not
   * there, does not serve the protocol, or takes longer than the timeout.
   */
  CompletableFuture<byte[]> request(AgentId peer, String protocol, byte[] data, Duration timeout);

  /**
   * Asks one peer, like {@link #request}, for a caller that only takes the answer in: what is done
   * when the future completes must not block, since it may be done by the thread that runs the
   * mesh.
   */
  default CompletableFuture<byte[]> requestInline(
      AgentId peer, String protocol, byte[] data, Duration timeout) {
    return request(peer, protocol, data, timeout);
  }

  /** Answers requests of a protocol; a second handler replaces the first. */
  void serve(String protocol, RequestHandler handler);

  /**
   * Answers requests of a protocol by a handler that needs no thread while it waits; like {@link
   * #serve} in all else.
   */
  default void serveLater(String protocol, LaterHandler handler) {
    serve(protocol, (from, data) -> handler.answer(from, data).join());
  }

  @Override
  void close();
}
