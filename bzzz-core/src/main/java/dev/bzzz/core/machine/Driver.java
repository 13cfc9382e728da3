package dev.bzzz.core.machine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link Machine} in production: one thread, one bounded inbox, a real clock.
 *
 * <p>Effects are handed to the handler on the driver's thread and must not block it; slow work goes
 * to an executor and comes back through {@link #submit}. When a deadline comes while inputs are
 * waiting, the machine first hears those and then its tick: an answer that came in time counts, and
 * a full inbox cannot keep the tick away. Safe for use by many threads.
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
  private final ForwardTime time;

  /** An empty element only wakes the thread. */
  private final BlockingQueue<Optional<I>> inbox = new ArrayBlockingQueue<>(MAX_INBOX);

  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts the machine.
   *
   * @param tick the input that tells the machine its deadline has come
   * @param handler carries out effects; an exception from it, or from the machine, ends the driver
   * @param onFailure told once when the driver ends by an exception
   * @param clock in production {@link #steadyClock()}
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
    this.time = new ForwardTime(clock);
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * A clock that shows the wall's time when it is made and from then on counts true time, so that
   * setting the wall clock neither delays a deadline nor brings it forward.
   */
  public static Clock steadyClock() {
    Instant start = Instant.now();
    long startNanos = System.nanoTime();
    InstantSource steady = () -> start.plusNanos(System.nanoTime() - startNanos);
    return steady.withZone(java.time.ZoneOffset.UTC);
  }

  /**
   * Puts an input into the inbox, waiting for room when it is full.
   *
   * @return false when the driver has ended, and the input was dropped
   * @throws InterruptedException if interrupted while waiting for room
   * @throws IllegalStateException if called by the handler while the inbox is full: waiting there
   *     would be for ever
   */
  public boolean submit(I input) throws InterruptedException {
    Optional<I> element = Optional.of(input);
    while (!closed) {
      if (Thread.currentThread() == thread) {
        if (!inbox.offer(element)) {
          throw new IllegalStateException(
              "the handler of driver " + thread.getName() + " submits into its own full inbox");
        }
        return true;
      }
      if (inbox.offer(element, 100, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Puts an input that may get lost into the inbox, unless half of it is taken: what others send
   * must not keep out what this agent's own calls bring. Never waits.
   *
   * @return false when there was no room or the driver has ended, and the input was dropped
   */
  public boolean offer(I input) {
    return !closed && inbox.remainingCapacity() > MAX_INBOX / 2 && inbox.offer(Optional.of(input));
  }

  /**
   * Ends the thread after the input it is at; waiting inputs are dropped. Does not interrupt the
   * handler, which may be writing a file, and does not wait for it.
   */
  @Override
  public void close() {
    closed = true;
    // When there is no room the thread is not asleep, and sees the flag.
    inbox.offer(Optional.empty());
  }

  /**
   * Waits until the thread has ended.
   *
   * @return whether it has
   */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    thread.join(Math.max(1, timeout.toMillis()));
    return !thread.isAlive();
  }

  private void run() {
    try {
      while (!closed) {
        Instant now = time.now();
        Optional<Instant> deadline = machine.deadline();
        if (deadline.isEmpty() || deadline.get().isAfter(now)) {
          take(waitMillis(deadline, now));
        } else {
          tick(deadline.get());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      closed = true;
      LOG.error("driver={} ended by an error", thread.getName(), e);
      onFailure.accept(e);
    } finally {
      closed = true;
    }
  }

  private void take(long millis) throws InterruptedException {
    Optional<I> input = inbox.poll(millis, TimeUnit.MILLISECONDS);
    if (input != null) {
      input.ifPresent(this::step);
    }
  }

  private void tick(Instant due) throws InterruptedException {
    List<Optional<I>> waiting = new ArrayList<>();
    inbox.drainTo(waiting);
    for (Optional<I> input : waiting) {
      if (closed) {
        return;
      }
      input.ifPresent(this::step);
    }
    boolean stillDue = machine.deadline().filter(at -> !at.isAfter(time.now())).isPresent();
    if (stillDue && !closed) {
      step(tick);
      if (machine.deadline().filter(due::equals).isPresent()) {
        take(1); // a machine that does not move its deadline must not spin
      }
    }
  }

  private void step(I input) {
    for (E effect : machine.on(input, time.now())) {
      LOG.debug("driver={} effect={}", thread.getName(), effect);
      handler.accept(effect);
    }
  }

  private static long waitMillis(Optional<Instant> deadline, Instant now) {
    Instant latest = now.plus(IDLE);
    Instant until = deadline.filter(latest::isAfter).orElse(latest);
    // Rounded up: waking early would only spin.
    return Duration.between(now, until).toMillis() + 1;
  }

  /**
   * A machine's time, which never runs backwards: when its clock is set back it goes on from where
   * it was, instead of standing still until the clock has caught up.
   */
  private static final class ForwardTime {
    private final Clock clock;
    private Instant last;
    private Duration ahead = Duration.ZERO;

    ForwardTime(Clock clock) {
      this.clock = clock;
      this.last = clock.instant();
    }

    Instant now() {
      Instant read = clock.instant().plus(ahead);
      if (read.isBefore(last)) {
        ahead = ahead.plus(Duration.between(read, last));
        read = last;
      }
      last = read;
      return read;
    }
  }
}
