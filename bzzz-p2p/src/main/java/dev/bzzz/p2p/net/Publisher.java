package dev.bzzz.p2p.net;

import dev.bzzz.core.Signer;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.p2p.gossip.SignedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Signs messages on the thread of whoever publishes and passes them to the loop, in the order of
 * their numbers. Takes no more than {@value #MAX_BYTES} bytes on their way to the loop, and none
 * while the node is busy with what it has. Safe for use by many threads.
 */
final class Publisher {
  /** Most bytes on their way to the loop. */
  static final int MAX_BYTES = 512 * 1024;

  /** What a message takes besides its data. */
  private static final int OVERHEAD = 256;

  private final Signer signer;
  private final NodeLoop loop;
  private final Consumer<SignedMessage> machine;
  private final BooleanSupplier busy;
  private final Queue<SignedMessage> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger bytes = new AtomicInteger();
  private final AtomicBoolean comes = new AtomicBoolean();
  private final Object room = new Object();

  /** Guards the sequence, so that messages leave in the order of their numbers. */
  private final Object order = new Object();

  private int awaiting;
  private long sequence = nanosSince1970();
  private volatile boolean closed;

  /**
   * Creates a publisher.
   *
   * @param machine gets the messages, on the loop
   * @param busy whether nothing is to be published now; asked by any thread
   */
  Publisher(Signer signer, NodeLoop loop, Consumer<SignedMessage> machine, BooleanSupplier busy) {
    this.signer = signer;
    this.loop = loop;
    this.machine = machine;
    this.busy = busy;
  }

  /** Signs and sends, unless too much is on its way. */
  PublishResult publish(String topic, byte[] data) {
    if (full()) {
      return PublishResult.SATURATED;
    }
    byte[] own = data.clone();
    synchronized (order) {
      SignedMessage message = SignedMessage.sign(signer, topic, own, sequence + 1);
      sequence++;
      bytes.addAndGet(own.length + OVERHEAD);
      waiting.add(message);
    }
    if (comes.compareAndSet(false, true)) {
      loop.execute(this::drain);
    }
    return PublishResult.ACCEPTED;
  }

  /** Waits until there is room; false when the time is up. */
  boolean awaitRoom(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
    synchronized (room) {
      awaiting++;
      try {
        while (full() && !closed) {
          long left = (end - System.nanoTime()) / 1_000_000;
          if (left <= 0) {
            return false;
          }
          room.wait(left);
        }
        return true;
      } finally {
        awaiting--;
      }
    }
  }

  /** Whether nothing is on its way to the loop. */
  boolean isEmpty() {
    return bytes.get() == 0;
  }

  /** There may be room: wakes those who wait. */
  void room() {
    synchronized (room) {
      if (awaiting > 0) {
        room.notifyAll();
      }
    }
  }

  void close() {
    closed = true;
    waiting.clear();
    room();
  }

  private boolean full() {
    return bytes.get() >= MAX_BYTES || busy.getAsBoolean();
  }

  private void drain() {
    comes.set(false);
    int sent = 0;
    SignedMessage next = waiting.poll();
    while (next != null) {
      sent += next.data().length + OVERHEAD;
      machine.accept(next);
      next = waiting.poll();
    }
    bytes.addAndGet(-sent);
    if (!busy.getAsBoolean()) {
      room();
    }
  }

  private static long nanosSince1970() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
