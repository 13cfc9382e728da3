package dev.bzzz.core.agent;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Bounded pools of named daemon threads. */
final class Threads {
  /** Calls that may wait; a machine has at most one under way per task. */
  static final int MAX_WAITING = 16_384;

  private static final Duration IDLE = Duration.ofSeconds(10);

  private Threads() {}

  /**
   * A pool of so many threads.
   *
   * @param onError told, in its thread, what a task has thrown
   */
  static ExecutorService pool(String name, int threads, Consumer<Throwable> onError) {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory factory =
        task -> {
          Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            factory) {
          @Override
          public void execute(Runnable task) {
            super.execute(() -> guarded(task, onError));
          }
        };
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static void guarded(Runnable task, Consumer<Throwable> onError) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      onError.accept(e);
    }
  }

  /** Interrupts what runs and waits for it; returns whether all has ended in time. */
  static boolean stop(ExecutorService pool, Duration timeout) {
    pool.shutdownNow();
    return await(pool, timeout);
  }

  /** Takes nothing new, and waits for what was taken; returns whether all has ended in time. */
  static boolean finish(ExecutorService pool, Duration timeout) {
    pool.shutdown();
    return await(pool, timeout);
  }

  private static boolean await(ExecutorService pool, Duration timeout) {
    try {
      return pool.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
