package dev.bzzz.examples.cli;

import dev.bzzz.core.TransientException;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.net.MeshMessage;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** Sends messages to one peer and sees to it that they arrive. Confined to one thread. */
final class PeerSender {
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final PeerCall call;
  private final Plan plan;
  private final AtomicLong received = new AtomicLong();
  private OptionalLong heard = OptionalLong.empty();

  /**
   * What is sent.
   *
   * @param count how many messages
   * @param size of each, in bytes
   * @param timeout for each thing that is waited for
   */
  record Plan(Topic topic, int count, int size, Duration timeout) {}

  /** Something to wait for. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws InterruptedException;
  }

  PeerSender(PeerCall call, Plan plan) {
    this.call = call;
    this.plan = plan;
  }

  /** Sends everything, and returns when the peer has it. */
  void send() throws InterruptedException {
    Libp2pNode node = call.node();
    node.subscribe(plan.topic(), (MeshMessage message) -> received.incrementAndGet());
    if (!becomes(() -> hears(node))) {
      throw failure(
          "it did not say within %d s that it hears topic '%s'; have it subscribe to the topic",
          plan.timeout().toSeconds(), plan.topic().name());
    }
    ByteBuffer data = ByteBuffer.wrap(filler());
    for (int i = 0; i < plan.count(); i++) {
      number(data, i);
      publish(node, data.array(), i);
    }
    if (!node.awaitSent(plan.timeout())) {
      call.requireConnected("before it took all messages");
      throw failure("it reads too slowly: not all messages were taken in time");
    }
    call.ping(); // answered after all that was sent before
    call.requireConnected("before it took all messages");
    confirm(node);
  }

  /** Waits for as many messages as were sent; false when they do not come. */
  boolean awaitEchoes() throws InterruptedException {
    return becomes(() -> received.get() >= plan.count());
  }

  /** How many messages others have published meanwhile. */
  long received() {
    return received.get();
  }

  /** How many messages the peer says it has heard; empty if it does not say. */
  OptionalLong heard() {
    return heard;
  }

  private boolean hears(Libp2pNode node) throws InterruptedException {
    call.requireConnected("before it said what it hears");
    return call.await(node.subscribersOf(plan.topic()), "cannot tell who hears the topic")
        .contains(call.peer());
  }

  private void publish(Libp2pNode node, byte[] data, int sent) throws InterruptedException {
    while (node.publish(plan.topic(), data) == PublishResult.SATURATED) {
      call.requireConnected("after " + sent + " messages");
      if (!node.awaitRoom(plan.timeout())) {
        throw failure("it reads too slowly: it took nothing for %d s", plan.timeout().toSeconds());
      }
    }
  }

  /** Asks the peer what it has heard until that is all, if it is one that tells. */
  private void confirm(Libp2pNode node) throws InterruptedException {
    boolean told = becomes(this::toldAll);
    if (!told && heard.isPresent()) {
      throw failure("it has heard %d of %d messages only", heard.getAsLong(), plan.count());
    }
  }

  private boolean toldAll() {
    heard =
        call.peer()
            .agent()
            .map(agent -> PeerHeard.ask(call.node(), agent))
            .orElse(OptionalLong.empty());
    return heard.isEmpty() || heard.getAsLong() >= plan.count();
  }

  /** Asks again and again, as long as something changes at the other end. */
  private boolean becomes(Condition condition) throws InterruptedException {
    long since = System.nanoTime();
    long before = progress();
    while (!condition.holds()) {
      if (progress() != before) {
        before = progress();
        since = System.nanoTime();
      } else if (System.nanoTime() - since > plan.timeout().toNanos()) {
        return false;
      }
      Thread.sleep(PAUSE.toMillis());
    }
    return true;
  }

  private long progress() {
    return received.get() + heard.orElse(0);
  }

  /** Chance first, so that no two runs send the same; messages are told apart by their numbers. */
  private byte[] filler() {
    byte[] bytes = new byte[plan.size()];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /** The number stands at the end, as much of it as there is room for. */
  private static void number(ByteBuffer data, int number) {
    int size = data.capacity();
    for (int i = 0; i < Math.min(Integer.BYTES, size); i++) {
      data.put(size - 1 - i, (byte) (number >>> (Byte.SIZE * i)));
    }
  }

  private TransientException failure(String why, Object... values) {
    return new TransientException(
        "cannot send to peer " + call.peer() + ": " + why.formatted(values), Duration.ZERO);
  }
}
