package dev.bzzz.git.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one write through at a time, and none too soon after another, as hosts ask for. */
final class Writes {
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Duration spacing;
  private final Time time;
  private long nextNanos;

  Writes(Duration spacing, Time time) {
    this.spacing = spacing;
    this.time = time;
    nextNanos = time.nanos();
  }

  /**
   * Waits for one's turn, which ends with {@link #end}.
   *
   * @throws TimeoutException if it does not come in time; then there is nothing to end
   */
  void begin(Duration left) throws InterruptedException, TimeoutException {
    long begin = time.nanos();
    if (!lock.tryLock(left.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException();
    }
    boolean granted = false;
    try {
      Duration wait = Duration.ofNanos(Math.max(0, nextNanos - time.nanos()));
      Duration still = left.minusNanos(time.nanos() - begin);
      if (wait.compareTo(still) > 0) {
        throw new TimeoutException();
      }
      if (!wait.isZero()) {
        time.pause(wait);
      }
      nextNanos = time.nanos() + spacing.toNanos();
      granted = true;
    } finally {
      if (!granted) {
        lock.unlock();
      }
    }
  }

  void end() {
    lock.unlock();
  }
}
