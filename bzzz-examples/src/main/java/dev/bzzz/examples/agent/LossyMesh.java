package dev.bzzz.examples.agent;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.mesh.LaterHandler;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.MessageHandler;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.RequestHandler;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A mesh that loses messages and requests by chance, to see how agents bear it. Messages get lost
 * on their way in, so each agent misses others.
 *
 * @param lossPercent how many of a hundred are lost
 */
record LossyMesh(Mesh mesh, int lossPercent, Random random) implements Mesh {
  @Override
  public AgentId self() {
    return mesh.self();
  }

  @Override
  public Set<AgentId> peers() {
    return mesh.peers();
  }

  @Override
  public Subscription subscribe(Topic topic, MessageHandler handler) {
    return mesh.subscribe(
        topic,
        (from, data) -> {
          if (!lost()) {
            handler.message(from, data);
          }
        });
  }

  @Override
  public PublishResult publish(Topic topic, byte[] data) {
    return mesh.publish(topic, data);
  }

  @Override
  public CompletableFuture<byte[]> request(
      AgentId peer, String protocol, byte[] data, Duration timeout) {
    return lost() ? lost(peer, protocol) : mesh.request(peer, protocol, data, timeout);
  }

  @Override
  public CompletableFuture<byte[]> requestInline(
      AgentId peer, String protocol, byte[] data, Duration timeout) {
    return lost() ? lost(peer, protocol) : mesh.requestInline(peer, protocol, data, timeout);
  }

  private static CompletableFuture<byte[]> lost(AgentId peer, String protocol) {
    return CompletableFuture.failedFuture(
        new TransientException(
            "cannot ask agent " + peer + " by " + protocol + ": the request got lost; ask again",
            Duration.ZERO));
  }

  @Override
  public void serve(String protocol, RequestHandler handler) {
    mesh.serve(protocol, handler);
  }

  @Override
  public void serveLater(String protocol, LaterHandler handler) {
    mesh.serveLater(protocol, handler);
  }

  @Override
  public void close() {
    mesh.close();
  }

  private boolean lost() {
    return random.nextInt(100) < lossPercent;
  }
}
