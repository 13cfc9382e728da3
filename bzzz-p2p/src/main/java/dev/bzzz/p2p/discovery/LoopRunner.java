package dev.bzzz.p2p.discovery;

import dev.bzzz.core.machine.Driver;
import dev.bzzz.core.machine.Machine;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a machine on an event loop that it shares with others. Inputs may come from any thread; the
 * machine and its effects belong to the loop.
 */
final class LoopRunner<I, E> {
  /** How many inputs that may get lost wait at most. */
  static final int MAX_WAITING = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(LoopRunner.class);

  private final EventLoop loop;
  private final Machine<I, E> machine;
  private final I tick;
  private final Consumer<E> handler;
  private final Clock clock = Driver.steadyClock();
  private final AtomicInteger waiting = new AtomicInteger();

  // Of the loop.
  private @Nullable Instant wakeAt;
  private @Nullable ScheduledFuture<?> wake;
  private boolean ended;

  LoopRunner(EventLoop loop, Machine<I, E> machine, I tick, Consumer<E> handler) {
    this.loop = loop;
    this.machine = machine;
    this.tick = tick;
    this.handler = handler;
  }

  /** Tells the machine of something there are few of; never waits. */
  void submit(I input) {
    waiting.incrementAndGet();
    try {
      loop.execute(() -> step(input));
    } catch (RejectedExecutionException e) {
      waiting.decrementAndGet(); // closed: nobody is interested any more
    }
  }

  /** Tells the machine of something that anybody may cause, unless too much waits already. */
  void offer(I input) {
    if (waiting.get() < MAX_WAITING) {
      submit(input);
    }
  }

  /** Does this on the loop, after everything that was submitted before. */
  void then(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("the loop has ended before its machines");
    }
  }

  /** Does this after everything that was submitted before, and hears nothing more. */
  void last(Runnable farewell) {
    then(
        () -> {
          ended = true;
          if (wake != null) {
            wake.cancel(false);
          }
          farewell.run();
        });
  }

  private void step(I input) {
    waiting.decrementAndGet();
    on(input);
  }

  private void on(I input) {
    if (ended) {
      return;
    }
    try {
      for (E effect : machine.on(input, clock.instant())) {
        carryOut(effect);
      }
      scheduleWake();
    } catch (RuntimeException e) {
      ended = true;
      LOG.error(
          "{} ended by an error; no more peers are found by it until the next start",
          machine.getClass().getSimpleName(),
          e);
    }
  }

  /** What the system refuses today, such as a socket, is no reason to find nobody any more. */
  private void carryOut(E effect) {
    LOG.debug("machine={} effect={}", machine.getClass().getSimpleName(), effect);
    try {
      handler.accept(effect);
    } catch (RuntimeException e) {
      LOG.warn("machine={} failed={}", machine.getClass().getSimpleName(), effect, e);
    }
  }

  private void scheduleWake() {
    Optional<Instant> deadline = machine.deadline();
    if (deadline.isPresent() && deadline.get().equals(wakeAt)) {
      return;
    }
    if (wake != null) {
      wake.cancel(false);
    }
    wakeAt = deadline.orElse(null);
    wake =
        deadline
            .map(at -> loop.schedule(this::wake, millisUntil(at), TimeUnit.MILLISECONDS))
            .orElse(null);
  }

  private void wake() {
    wakeAt = null;
    wake = null;
    on(tick);
  }

  /** Rounded up, for waking early would only spin, and bounded, for Instant.MAX is far away. */
  private long millisUntil(Instant at) {
    Instant now = clock.instant();
    Instant latest = now.plus(Duration.ofHours(1));
    return Math.max(0, Duration.between(now, at.isAfter(latest) ? latest : at).toMillis()) + 1;
  }
}
