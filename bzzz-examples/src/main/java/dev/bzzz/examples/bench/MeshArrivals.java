package dev.bzzz.examples.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which message was published when, and when the last host had it. Times are those of {@link
 * System#nanoTime}, which processes of one machine share. Safe for use by many threads.
 */
final class MeshArrivals {
  private final MeshBench.Options options;
  private final int hearers;
  private final long[] published;
  private final long[] arrived;
  private final AtomicIntegerArray missing;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);
  private final AtomicInteger round = new AtomicInteger();
  private final AtomicInteger cold = new AtomicInteger();
  private final Semaphore warm = new Semaphore(0);
  private final Semaphore turns;
  private final Semaphore done = new Semaphore(0);

  MeshArrivals(MeshBench.Options options) {
    this.options = options;
    this.hearers = options.hosts() - 1;
    this.published = new long[options.messages()];
    this.arrived = new long[options.messages()];
    this.missing = new AtomicIntegerArray(options.messages());
    for (int i = 0; i < options.messages(); i++) {
      missing.set(i, hearers);
    }
    int turnsAtOnce = options.inFlight() == 0 ? options.messages() : options.inFlight();
    this.turns = new Semaphore(turnsAtOnce);
  }

  /**
   * So many messages that do not count are about to be sent.
   *
   * @return the number for all of them; messages of earlier rounds are not waited for any more
   */
  int warmUp(int messages) {
    int number = round.decrementAndGet();
    warm.drainPermits();
    cold.set(messages * hearers);
    return number;
  }

  /** Waits until those have arrived everywhere; false when the time is up. */
  boolean awaitWarm(Duration timeout) throws InterruptedException {
    return warm.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Waits until another message may be on its way; false when the time is up. */
  boolean awaitTurn(Duration timeout) throws InterruptedException {
    return turns.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  void published(int number) {
    published[number] = System.nanoTime();
  }

  /** A host has a message. */
  void arrived(int number, long nanos) {
    if (number < 0) {
      if (number == round.get() && cold.decrementAndGet() == 0) {
        warm.release();
      }
      return;
    }
    delivered.incrementAndGet();
    last.accumulateAndGet(nanos, Math::max);
    synchronized (arrived) {
      arrived[number] = Math.max(arrived[number], nanos);
    }
    if (missing.decrementAndGet(number) == 0) {
      turns.release();
      done.release();
    }
  }

  /** Waits until all has arrived, or nothing has for a time. */
  void awaitAll(Duration timeout) throws InterruptedException {
    long before;
    do {
      before = delivered.get();
      if (done.tryAcquire(options.messages(), timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } while (delivered.get() != before);
  }

  MeshBench.Result result(long began, Duration cpu, long saturated) {
    double[] micros = new double[options.messages()];
    int complete = 0;
    for (int i = 0; i < micros.length; i++) {
      if (missing.get(i) == 0) {
        micros[complete++] = (arrived[i] - published[i]) / 1e3;
      }
    }
    double[] sorted = Arrays.copyOf(micros, complete);
    Arrays.sort(sorted);
    return new MeshBench.Result(
        options,
        delivered.get(),
        (long) options.messages() * hearers - delivered.get(),
        (last.get() - began) / 1e9,
        at(sorted, 50),
        at(sorted, 99),
        cpu,
        saturated,
        HeapPeak.bytes());
  }

  private static double at(double[] sorted, int percent) {
    return sorted.length == 0 ? 0 : sorted[(int) ((long) sorted.length * percent / 100)];
  }
}
