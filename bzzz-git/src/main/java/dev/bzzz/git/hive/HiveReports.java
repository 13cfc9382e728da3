package dev.bzzz.git.hive;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Reports that wait to be sent, in order; when there are too many, the oldest are lost. */
final class HiveReports {
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<HiveReport> waiting = new ArrayDeque<>();

  HiveReports(int most) {
    this.most = most;
  }

  void add(HiveReport report) {
    lock.lock();
    try {
      if (waiting.size() == most) {
        waiting.removeFirst();
      }
      waiting.addLast(report);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The oldest one, which stays until it is {@link #done}; waits until there is one. */
  HiveReport first() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty()) {
        changed.await();
      }
      return waiting.getFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Removes the oldest one, unless it had to give way meanwhile. */
  void done(HiveReport report) {
    lock.lock();
    try {
      if (waiting.peekFirst() == report) {
        waiting.removeFirst();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until none waits any more, or the time is up. */
  void awaitNone(Duration longest) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = longest.toNanos();
      while (!waiting.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
