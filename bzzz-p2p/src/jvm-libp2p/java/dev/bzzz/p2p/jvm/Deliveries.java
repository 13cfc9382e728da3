package dev.bzzz.p2p.jvm;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.mesh.MessageHandler;
import dev.bzzz.core.mesh.Topic;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages to subscribers, on one thread and in order. The library cannot be told to read
 * more slowly, so what does not fit is lost and counted. Safe for use by many threads.
 */
final class Deliveries {
  /** How many messages may wait for the subscribers. */
  static final int MAX_WAITING = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  private final ThreadPoolExecutor thread;
  private final AtomicLong missed = new AtomicLong();

  Deliveries(String name) {
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> Daemons.thread(task, name));
  }

  void deliver(Hearer hearer, AgentId from, byte[] data) {
    try {
      thread.execute(() -> hearer.hear(from, data));
    } catch (RejectedExecutionException e) {
      if (Long.bitCount(missed.incrementAndGet()) == 1) { // it would fill the log
        LOG.warn(
            "topic={} missed={} messages are lost: subscribers are slower than they come",
            hearer.topic.name(),
            missed);
      }
    }
  }

  long missed() {
    return missed.get();
  }

  void close() {
    thread.shutdownNow();
  }

  /** One subscription. */
  static final class Hearer {
    private final Topic topic;
    private final MessageHandler handler;
    private volatile boolean open = true;

    Hearer(Topic topic, MessageHandler handler) {
      this.topic = topic;
      this.handler = handler;
    }

    /** Hears nothing more; false when that was so already. */
    synchronized boolean close() {
      boolean was = open;
      open = false;
      return was;
    }

    /** A handler that fails loses its message only. */
    private void hear(AgentId from, byte[] data) {
      if (!open) {
        return;
      }
      try {
        handler.message(from, data);
      } catch (RuntimeException e) {
        LOG.warn("topic={} from={} a handler failed", topic.name(), from.brief(), e);
      }
    }
  }
}
