package dev.bzzz.core.sim;

import java.util.Arrays;

/**
 * One message on its way to many agents: it waits in the {@link World} once, for the next of them,
 * and not once for each. With a thousand agents that is the difference between a queue that stays
 * in the processor's cache and one that does not.
 */
final class Flight implements Runnable {
  /** A message reaches each agent twice at most. */
  private static final int PLACE_BITS = 14;

  private static final int PLACES = 1 << PLACE_BITS;

  static {
    if (2 * Scenario.MAX_AGENTS > PLACES) {
      throw new AssertionError("no room for so many arrivals");
    }
  }

  private final World world;
  private final SimPost.Parcel parcel;
  private SimAgent[] receivers;

  /** When, and in the lower bits the place of who in {@link #receivers}; by time from the start. */
  private long[] arrivals;

  private int size;
  private int next;
  private long firstOrder;

  Flight(World world, SimPost.Parcel parcel, int expected) {
    this.world = world;
    this.parcel = parcel;
    this.receivers = new SimAgent[expected];
    this.arrivals = new long[expected];
  }

  /** It reaches an agent after so many microseconds. */
  void add(SimAgent to, long delay) {
    if (size == receivers.length) {
      receivers = Arrays.copyOf(receivers, 2 * size + 1);
      arrivals = Arrays.copyOf(arrivals, 2 * size + 1);
    }
    receivers[size] = to;
    arrivals[size] = (world.now() + delay) << PLACE_BITS | size;
    size++;
  }

  /** All have been added. */
  void start() {
    Arrays.sort(arrivals, 0, size);
    firstOrder = world.orders(size);
    await();
  }

  private void await() {
    if (next < size) {
      world.at(arrivals[next] >>> PLACE_BITS, firstOrder + place(next), this);
    }
  }

  @Override
  public void run() {
    SimAgent to = receivers[place(next++)];
    await();
    to.process().ifPresent(process -> process.hear(parcel));
  }

  private int place(int number) {
    return (int) arrivals[number] & PLACES - 1;
  }
}
