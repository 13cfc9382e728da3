package dev.bzzz.core.mesh;

import dev.bzzz.core.AgentId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member of an {@link InMemoryMesh.Hub}: its inbox, its thread and what it serves. */
final class Member {
  private static final Logger LOG = LoggerFactory.getLogger(InMemoryMesh.class);

  private final AgentId id;
  private final BlockingQueue<Delivery> inbox = new ArrayBlockingQueue<>(InMemoryMesh.MAX_INBOX);
  private final List<Hearer> hearers = new CopyOnWriteArrayList<>();
  private final Map<String, RequestHandler> served = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor requests;
  private volatile boolean closed;

  Member(AgentId id) {
    this.id = id;
    this.requests =
        new ThreadPoolExecutor(
            InMemoryMesh.MAX_REQUESTS,
            InMemoryMesh.MAX_REQUESTS,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(InMemoryMesh.MAX_REQUESTS),
            task -> daemon(task, "mesh-requests-" + id.brief()));
    requests.allowCoreThreadTimeOut(true);
    daemon(this::run, "mesh-" + id.brief()).start();
  }

  /** A message on its way to those who heard its topic when it was sent. */
  private record Delivery(AgentId from, byte[] data, List<Hearer> hearers) {}

  /** One subscription. */
  private static final class Hearer {
    private final Topic topic;
    private final MessageHandler handler;
    private volatile boolean open = true;

    Hearer(Topic topic, MessageHandler handler) {
      this.topic = topic;
      this.handler = handler;
    }
  }

  AgentId id() {
    return id;
  }

  boolean hears(Topic topic) {
    return hearers.stream().anyMatch(hearer -> hearer.topic.equals(topic));
  }

  boolean full() {
    return inbox.remainingCapacity() == 0;
  }

  /** Only the hub calls this, one message at a time, after it has seen that there is room. */
  void deliver(AgentId from, Topic topic, byte[] data) {
    inbox.add(
        new Delivery(
            from, data, hearers.stream().filter(each -> each.topic.equals(topic)).toList()));
  }

  Subscription subscribe(Topic topic, MessageHandler handler) {
    requireOpen();
    Hearer hearer = new Hearer(topic, handler);
    hearers.add(hearer);
    return () -> {
      hearer.open = false;
      hearers.remove(hearer);
    };
  }

  void serve(String protocol, RequestHandler handler) {
    requireOpen();
    served.put(protocol, handler);
  }

  void answer(AgentId from, String protocol, byte[] data, CompletableFuture<byte[]> answer) {
    RequestHandler handler = served.get(protocol);
    if (handler == null) {
      answer.completeExceptionally(new IllegalStateException("it does not serve that"));
      return;
    }
    try {
      requests.execute(() -> answer(handler, from, data, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(new IllegalStateException("it is busy or closed", e));
    }
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the mesh of agent " + id + " is closed");
    }
  }

  void close() {
    closed = true;
    // Wakes the thread; an interrupt could hit a handler in the middle of writing a file.
    inbox.offer(new Delivery(id, new byte[0], List.of()));
    requests.shutdownNow();
  }

  private static void answer(
      RequestHandler handler, AgentId from, byte[] data, CompletableFuture<byte[]> answer) {
    try {
      byte[] reply = handler.answer(from, data).clone();
      if (reply.length > Mesh.MAX_MESSAGE_BYTES) {
        throw new IllegalStateException("its answer is too long");
      }
      answer.complete(reply);
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private void run() {
    try {
      while (!closed) {
        Delivery delivery = inbox.take();
        for (Hearer hearer : delivery.hearers()) {
          if (hearer.open && !closed) {
            hear(hearer, delivery);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A handler that fails loses its message only. */
  private void hear(Hearer hearer, Delivery delivery) {
    try {
      hearer.handler.message(delivery.from(), delivery.data().clone());
    } catch (RuntimeException e) {
      LOG.warn("mesh={} topic={} a handler failed", id.brief(), hearer.topic.name(), e);
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
