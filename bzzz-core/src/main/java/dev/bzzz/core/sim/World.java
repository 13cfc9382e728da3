package dev.bzzz.core.sim;

import java.util.PriorityQueue;

/**
 * Virtual time: what is to happen, in order. Things of the same time happen in the order they were
 * put in, so that a run is the same every time. Confined to the thread of its simulation.
 */
final class World {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long order;
  private long now;
  private long still;

  private record Event(long at, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** Microseconds since the start. */
  long now() {
    return now;
  }

  /** Has something happen; what lies in the past happens now. */
  void at(long micros, Runnable action) {
    events.add(new Event(Math.max(now, micros), order++, action));
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
    Event next = events.peek();
    if (next == null || next.at > until) {
      return false;
    }
    events.remove();
    still = next.at == now ? still + 1 : 0;
    now = next.at;
    next.action.run();
    return true;
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
