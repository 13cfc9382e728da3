package dev.bzzz.core.sim;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: what is to happen, in order. Things of the same time happen in the order they were
 * put in, so that a run is the same every time. Confined to the thread of its simulation.
 */
final class World {
  private static final int FIRST_CAPACITY = 256;

  /*
   * A binary heap by time, then by order, in three arrays: the two numbers that are compared lie
   * side by side in memory, and nothing is made for an event but what it does.
   */
  private long[] times = new long[FIRST_CAPACITY];
  private long[] orders = new long[FIRST_CAPACITY];
  private @Nullable Runnable[] actions = new Runnable[FIRST_CAPACITY];
  private int size;
  private long order;
  private long now;
  private long still;

  /** Microseconds since the start. */
  long now() {
    return now;
  }

  /** Has something happen; what lies in the past happens now. */
  void at(long micros, Runnable action) {
    at(micros, order++, action);
  }

  /** Takes places in the order of things for so many that are put in later; returns the first. */
  long orders(int count) {
    long first = order;
    order += count;
    return first;
  }

  /** The same at a place in the order of things of the same time that was taken before. */
  void at(long micros, long place, Runnable action) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      orders = Arrays.copyOf(orders, 2 * size);
      actions = Arrays.copyOf(actions, 2 * size);
    }
    rise(size++, Math.max(now, micros), place, action);
  }

  void after(long micros, Runnable action) {
    at(now + micros, action);
  }

  /**
   * Lets the next thing happen.
   *
   * @return false when nothing is left, or nothing up to this time
   */
  boolean step(long until) {
    if (size == 0 || times[0] > until) {
      return false;
    }
    still = times[0] == now ? still + 1 : 0;
    now = times[0];
    Runnable next = Objects.requireNonNull(actions[0]);
    size--;
    Runnable last = Objects.requireNonNull(actions[size]);
    actions[size] = null;
    if (size > 0) {
      sink(times[size], orders[size], last);
    }
    next.run();
    return true;
  }

  /** Puts one in, from a free place at the bottom up. */
  private void rise(int from, long time, long number, Runnable action) {
    int place = from;
    while (place > 0) {
      int above = (place - 1) >>> 1;
      if (!before(time, number, above)) {
        break;
      }
      move(above, place);
      place = above;
    }
    put(place, time, number, action);
  }

  /** Puts one in, from the free place at the top down. */
  private void sink(long time, long number, Runnable action) {
    int place = 0;
    for (int below = 1; below < size; below = 2 * place + 1) {
      if (below + 1 < size && before(times[below + 1], orders[below + 1], below)) {
        below++;
      }
      if (before(time, number, below)) {
        break;
      }
      move(below, place);
      place = below;
    }
    put(place, time, number, action);
  }

  private boolean before(long time, long number, int place) {
    return time != times[place] ? time < times[place] : number < orders[place];
  }

  private void move(int from, int to) {
    put(to, times[from], orders[from], actions[from]);
  }

  private void put(int place, long time, long number, @Nullable Runnable action) {
    times[place] = time;
    orders[place] = number;
    actions[place] = action;
  }

  /** How many things have happened at this very moment. */
  long still() {
    return still;
  }

  /** How many things have been put in so far. */
  long events() {
    return order;
  }
}
