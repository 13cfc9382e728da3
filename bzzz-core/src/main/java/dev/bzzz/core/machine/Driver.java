package dev.bzzz.core.machine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one machine in production: one thread, one bounded inbox, a real clock.
 *
 * <p>Effects are handed to the handler on the driver's thread and must not block it; slow work goes
 * to an executor and comes back through {@link #submit}. Safe for use by many threads.
 *
 * @param <I> inputs of the machine
 * @param <E> effects of the machine
 */
public final class Driver<I, E> implements AutoCloseable {
  /** How many inputs may wait; beyond that {@link #submit} makes its caller wait. */
  public static final int MAX_INBOX = 1024;

  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(Driver.class);

  private final Machine<I, E> machine;
  private final I tick;
  private final Consumer<E> handler;
  private final Consumer<Throwable> onFailure;
  private final Clock clock;
  private final BlockingQueue<I> inbox = new ArrayBlockingQueue<>(MAX_INBOX);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts the machine.
   *
   * @param tick the input that tells the machine its deadline has come
   * @param handler carries out effects; an exception from it, or from the machine, ends the driver
   * @param onFailure told once when the driver ends by an exception
   */
  public Driver(
      String name,
      Machine<I, E> machine,
      I tick,
      Consumer<E> handler,
      Consumer<Throwable> onFailure,
      Clock clock) {
    this.machine = machine;
    this.tick = tick;
    this.handler = handler;
    this.onFailure = onFailure;
    this.clock = clock;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Puts an input into the inbox, waiting for room when it is full.
   *
   * @return false when the driver has ended, and the input was dropped
   * @throws InterruptedException if interrupted while waiting for room
   */
  public boolean submit(I input) throws InterruptedException {
    while (!closed) {
      if (inbox.offer(input, 100, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }

  /** Ends the thread after the input it is at; waiting inputs are dropped. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    Instant last = Instant.MIN;
    try {
      while (!closed) {
        Instant read = clock.instant();
        // A wall clock may step back; a machine's time may not.
        Instant now = read.isBefore(last) ? last : read;
        last = now;
        Optional<Instant> deadline = machine.deadline();
        boolean due = deadline.isPresent() && !deadline.get().isAfter(now);
        I input = due ? inbox.poll() : inbox.poll(waitMillis(deadline, now), TimeUnit.MILLISECONDS);
        if (input != null) {
          step(input, max(last, clock.instant()));
        } else if (due) {
          step(tick, now);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("driver={} ended by an error", thread.getName(), e);
      onFailure.accept(e);
    } finally {
      closed = true;
    }
  }

  private void step(I input, Instant now) {
    for (E effect : machine.on(input, now)) {
      LOG.debug("driver={} effect={}", thread.getName(), effect);
      handler.accept(effect);
    }
  }

  private static long waitMillis(Optional<Instant> deadline, Instant now) {
    Duration wait = deadline.map(at -> Duration.between(now, at)).orElse(IDLE);
    // Rounded up: waking early would only spin.
    return Math.min(wait.toMillis() + 1, IDLE.toMillis());
  }

  private static Instant max(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
