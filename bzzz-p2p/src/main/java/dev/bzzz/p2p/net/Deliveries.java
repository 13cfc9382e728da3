package dev.bzzz.p2p.net;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.gossip.GossipMachine;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages to those who subscribed, on one thread of its own, in order, from an inbox of at
 * most {@value #MAX_INBOX} messages and {@value #MAX_INBOX_BYTES} bytes. When the inbox is half
 * full, the node stops reading messages, which slows their senders; a handler that is stuck for
 * longer than {@link #PATIENCE} loses what finds the inbox full, which is counted. Safe for use by
 * many threads.
 */
final class Deliveries {
  /** How many messages may wait for the handlers. */
  static final int MAX_INBOX = 4096;

  /** How many bytes may wait for them. */
  static final long MAX_INBOX_BYTES = 16 * 1024 * 1024;

  /** How long the senders are held back for handlers that take nothing. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int HIGH_WATER_SHARE = 2;
  private static final int LOW_WATER_SHARE = 8;

  /** What a message takes besides its data. */
  private static final int OVERHEAD = 256;

  private static final MeshMessage WAKE_UP =
      new MeshMessage(new Topic("-"), AgentId.ofPublicKey(new byte[32]), 0, new byte[0]);
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  private final NodeLoop loop;
  private final Runnable onRoom;
  private final String name;
  private final BlockingQueue<MeshMessage> inbox = new ArrayBlockingQueue<>(MAX_INBOX);
  private final List<Hearer> hearers = new CopyOnWriteArrayList<>();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong waitingBytes = new AtomicLong();
  private volatile boolean full;
  private volatile boolean closed;
  private boolean started;

  /** Whether the handlers were given up on; confined to the loop. */
  private boolean impatient;

  /** Whether the handlers are looked after; confined to the loop. */
  private boolean watched;

  /**
   * Creates an empty inbox; its thread starts with the first subscription.
   *
   * @param onRoom called on the loop when it is no longer full
   */
  Deliveries(String name, NodeLoop loop, Runnable onRoom) {
    this.name = name;
    this.loop = loop;
    this.onRoom = onRoom;
  }

  /** One subscription. */
  private static final class Hearer {
    private final Topic topic;
    private final Consumer<MeshMessage> handler;
    private volatile boolean open = true;

    Hearer(Topic topic, Consumer<MeshMessage> handler) {
      this.topic = topic;
      this.handler = handler;
    }
  }

  /**
   * Adds a handler.
   *
   * @param onLast called when it was the last one of its topic that was closed
   * @throws IllegalStateException if there are too many topics
   */
  synchronized Subscription subscribe(Topic topic, Consumer<MeshMessage> handler, Runnable onLast) {
    if (!hears(topic) && topics() >= GossipMachine.MAX_TOPICS) {
      throw new IllegalStateException(
          "cannot subscribe to the topic '"
              + topic.name()
              + "': a node hears at most "
              + GossipMachine.MAX_TOPICS
              + "; close a subscription first");
    }
    if (!started) {
      started = true;
      Daemons.named(name).newThread(this::run).start();
    }
    Hearer hearer = new Hearer(topic, handler);
    hearers.add(hearer);
    return () -> {
      hearer.open = false;
      if (hearers.remove(hearer) && !hears(topic)) {
        onLast.run();
      }
    };
  }

  boolean hears(Topic topic) {
    for (Hearer hearer : hearers) {
      if (hearer.topic.equals(topic)) {
        return true;
      }
    }
    return false;
  }

  private int topics() {
    Set<Topic> topics = new HashSet<>();
    for (Hearer hearer : hearers) {
      topics.add(hearer.topic);
    }
    return topics.size();
  }

  /** Puts a message into the inbox; called on the loop. */
  void deliver(MeshMessage message) {
    if (waitingBytes.get() >= MAX_INBOX_BYTES || !inbox.offer(message)) {
      if (dropped.getAndIncrement() == 0) {
        LOG.warn("thread={} handlers take too long: messages are lost from now on", name);
      }
      return;
    }
    waitingBytes.addAndGet(size(message));
    if (!full && !waitsAtMost(HIGH_WATER_SHARE)) {
      full = true;
      if (waitsAtMost(LOW_WATER_SHARE)) {
        full = false; // it was emptied at that moment, and nobody would say so
        return;
      }
      if (!watched) {
        watch();
      }
    }
  }

  /** Whether senders should be held back; called on the loop. */
  boolean full() {
    return full && !impatient;
  }

  /** How many messages were lost because handlers were stuck. */
  long dropped() {
    return dropped.get();
  }

  void close() {
    closed = true;
    // Wakes the thread; an interrupt could hit a handler in the middle of writing a file.
    inbox.clear();
    inbox.offer(WAKE_UP);
  }

  /** Handlers that go on, however slowly, are waited for. */
  private void watch() {
    watched = true;
    long before = taken.get();
    loop.after(
        PATIENCE,
        () -> {
          watched = false;
          if (full && !closed && taken.get() != before) {
            watch();
          } else if (full && !closed) {
            impatient = true;
            onRoom.run();
          }
        });
  }

  private void run() {
    try {
      while (!closed) {
        MeshMessage message = inbox.take();
        for (Hearer hearer : hearers) {
          if (hearer.open && !closed && hearer.topic.equals(message.topic())) {
            hear(hearer, message);
          }
        }
        taken.incrementAndGet();
        waitingBytes.addAndGet(-size(message));
        if (full && waitsAtMost(LOW_WATER_SHARE)) {
          full = false;
          loop.execute(this::room);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether no more than this share of what may wait does. */
  private boolean waitsAtMost(int share) {
    return inbox.size() <= MAX_INBOX / share && waitingBytes.get() <= MAX_INBOX_BYTES / share;
  }

  private static int size(MeshMessage message) {
    return message.data().length + OVERHEAD;
  }

  private void room() {
    impatient = false;
    onRoom.run();
  }

  /** A handler that fails, or interrupts its own thread, loses its message only. */
  private void hear(Hearer hearer, MeshMessage message) {
    try {
      hearer.handler.accept(message.copy());
    } catch (RuntimeException | Error e) {
      if (Long.bitCount(failures.incrementAndGet()) == 1) { // peers could fill the log
        LOG.warn("topic={} failures={} a handler failed", hearer.topic.name(), failures, e);
      }
    } finally {
      Thread.interrupted(); // else the next wait for a message would end the thread
    }
  }
}
