package dev.bzzz.core.agent;

import dev.bzzz.core.Bounded;
import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Knows whether an agent has anything left to do, from what its claim machine says and from how
 * many looks in a row found nothing. Safe for use by many threads.
 */
final class Idleness {
  /** So many quiet looks in a row mean that nothing is left to do. */
  static final int QUIET_LOOKS = 3;

  /** So many tasks are known to have been given up; of an older one it is said again. */
  static final int MAX_GIVEN_UP = 10_000;

  /** A quiet look is soon followed by another, so that the end is not noticed late. */
  static final Duration SECOND_LOOK = Duration.ofMillis(250);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<TaskId> held = new HashSet<>();
  private final Set<TaskId> givenUp = Collections.newSetFromMap(Bounded.map(MAX_GIVEN_UP));
  private final Refusals refusals = new Refusals();
  private List<String> obstacles = List.of();
  private int quietLooks;
  private boolean poked;
  private boolean asked;
  private boolean ended;

  /** Takes note of what the claim machine says. */
  void noticed(Kind kind, TaskId task) {
    locked(
        () -> {
          switch (kind) {
            case GRANTED, ADOPTED -> held.add(task);
            case RELEASED -> {
              held.remove(task);
              givenUp.add(task);
            }
            case DONE, TAKEN_OVER, ESCALATED -> held.remove(task);
            case LOST, CHALLENGED, ANSWERED, PUBLISHED, CLOSED, REPAIRED, TROUBLE -> {}
            default -> throw new AssertionError("unhandled announcement: " + kind);
          }
          quietLooks = 0;
          // What is free now, or unblocked by what was done, should not wait for the next poll.
          poked |= kind == Kind.DONE || kind == Kind.PUBLISHED || kind == Kind.RELEASED;
        });
  }

  /**
   * Takes note of what a look found.
   *
   * @param now what keeps the agent from tasks it would take otherwise
   */
  void looked(boolean quiet, List<String> now) {
    locked(
        () -> {
          quietLooks = quiet && held.isEmpty() ? quietLooks + 1 : 0;
          obstacles = now.stream().limit(Agent.MAX_OBSTACLES).toList();
        });
  }

  /** What kept the agent from tasks at the last look. */
  List<String> obstacles() {
    lock.lock();
    try {
      return obstacles;
    } finally {
      lock.unlock();
    }
  }

  Refusals refusals() {
    return refusals;
  }

  /** The next look shall not wait for its time. */
  void poke() {
    locked(() -> poked = true);
  }

  /** The next look shall not wait for its time, but come no sooner than those asked for may. */
  void ask() {
    locked(() -> asked = true);
  }

  /** Nobody shall wait any longer. */
  void end() {
    locked(() -> ended = true);
  }

  /** Whether this agent has given the task up, and leaves it to others. */
  boolean gaveUp(TaskId task) {
    lock.lock();
    try {
      return givenUp.contains(task);
    } finally {
      lock.unlock();
    }
  }

  private int quietLooks() {
    lock.lock();
    try {
      return quietLooks;
    } finally {
      lock.unlock();
    }
  }

  boolean awaitIdle(Duration timeout) throws InterruptedException {
    return await(timeout, () -> ended || quietLooks >= QUIET_LOOKS);
  }

  boolean awaitNothingHeld(Duration timeout) throws InterruptedException {
    return await(timeout, held::isEmpty);
  }

  /**
   * Waits until the next look is due: after so long, or when something has happened.
   *
   * @return whether it comes only because somebody has asked for it
   */
  boolean awaitNextLook(Duration poll) throws InterruptedException {
    boolean doubtful = quietLooks() > 0 && quietLooks() < QUIET_LOOKS;
    Duration longest = doubtful && poll.compareTo(SECOND_LOOK) > 0 ? SECOND_LOOK : poll;
    long beginNanos = System.nanoTime();
    if (await(longest, () -> poked || asked)) {
      Duration least =
          longest.compareTo(Agent.MIN_BETWEEN_ASKED) < 0 ? longest : Agent.MIN_BETWEEN_ASKED;
      await(least.minusNanos(System.nanoTime() - beginNanos), () -> poked);
    }
    lock.lock();
    try {
      boolean only = asked && !poked;
      poked = false;
      asked = false;
      return only;
    } finally {
      lock.unlock();
    }
  }

  private boolean await(Duration timeout, BooleanSupplier condition) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = timeout.toNanos();
      while (!condition.getAsBoolean()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
