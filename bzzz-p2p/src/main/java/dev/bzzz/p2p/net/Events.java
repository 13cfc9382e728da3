package dev.bzzz.p2p.net;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners what happens, on a thread of its own. Safe for use by many threads. */
final class Events {
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);

  private final List<NodeEvents> listeners = new CopyOnWriteArrayList<>();
  private final ThreadPoolExecutor thread;

  Events(String name) {
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(NodeEvents.MAX_WAITING),
            Daemons.named(name));
    thread.allowCoreThreadTimeOut(true);
  }

  void add(NodeEvents listener) {
    listeners.add(listener);
  }

  void remove(NodeEvents listener) {
    listeners.remove(listener);
  }

  void tell(Consumer<NodeEvents> event) {
    if (listeners.isEmpty()) {
      return;
    }
    try {
      thread.execute(() -> listeners.forEach(listener -> tell(listener, event)));
    } catch (RejectedExecutionException e) {
      LOG.debug("an event was lost: the listeners are too slow, or the node is closed");
    }
  }

  /** Ends after the events that wait. */
  void close() {
    thread.shutdown();
  }

  private static void tell(NodeEvents listener, Consumer<NodeEvents> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException | Error e) {
      LOG.warn("a listener failed", e);
    }
  }
}
