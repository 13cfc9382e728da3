package dev.bzzz.p2p.net;

import dev.bzzz.core.machine.Driver;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a node that runs its connections and machines. Safe for use by many threads.
 */
final class NodeLoop {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLoop.class);

  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Clock clock = Driver.steadyClock();

  /** Starts the thread at the first use. */
  NodeLoop(String name) {
    this.group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    this.loop = group.next();
  }

  EventLoopGroup group() {
    return group;
  }

  Instant now() {
    return clock.instant();
  }

  boolean inLoop() {
    return loop.inEventLoop();
  }

  /**
   * Runs a task on the loop after those that wait already.
   *
   * @return false when the node is closed, and the task is dropped
   */
  boolean execute(Runnable task) {
    try {
      loop.execute(() -> guarded(task));
      return true;
    } catch (RejectedExecutionException e) {
      LOG.debug("loop=closed a task was dropped");
      return false;
    }
  }

  /**
   * Runs a task on the loop: at once when this is the loop, later else.
   *
   * @return false when the node is closed, and the task is dropped
   */
  boolean run(Runnable task) {
    if (loop.inEventLoop()) {
      guarded(task);
      return true;
    }
    return execute(task);
  }

  /** Runs a task on the loop after a time. */
  Timer after(Duration delay, Runnable task) {
    try {
      Future<?> future =
          loop.schedule(
              () -> guarded(task),
              Math.max(0, TimeUnit.NANOSECONDS.convert(delay)), // toNanos() refuses "for ever"
              TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {};
    }
  }

  /** Ends the thread; what waits in it is still run. */
  void close(Duration patience) {
    Future<?> end = group.shutdownGracefully(0, patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!loop.inEventLoop()) {
      end.awaitUninterruptibly(patience.toMillis() * 2, TimeUnit.MILLISECONDS);
    }
  }

  /** A fault of one task is not the end of the others. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a task of the mesh failed", e);
    }
  }

  /** Something that is to happen later. */
  @FunctionalInterface
  interface Timer {
    /** Sees to it that it does not happen; does nothing when it has. */
    void cancel();
  }
}
