package dev.bzzz.p2p.net;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Completes the futures that users hold, away from the loop: what a user does next may block. Safe
 * for use by many threads.
 */
final class Callbacks {
  /** How many threads there are at most; with all of them busy, those of the JVM are used. */
  static final int MAX_THREADS = 16;

  private final ThreadPoolExecutor threads;
  private final Executor executor;

  Callbacks(String name) {
    this.threads =
        new ThreadPoolExecutor(
            0, MAX_THREADS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), Daemons.named(name));
    this.executor =
        task -> {
          try {
            threads.execute(task);
          } catch (RejectedExecutionException e) {
            ForkJoinPool.commonPool().execute(task);
          }
        };
  }

  /** A future that is completed like another one, a little later and on another thread. */
  <T> CompletableFuture<T> after(CompletableFuture<T> inner) {
    CompletableFuture<T> outer = new CompletableFuture<>();
    inner.whenCompleteAsync(
        (value, error) -> {
          if (error == null) {
            outer.complete(value);
          } else {
            outer.completeExceptionally(error);
          }
        },
        executor);
    return outer;
  }

  /** Lets its threads end; what is completed later is completed on those of the JVM. */
  void close() {
    threads.shutdown();
  }
}
