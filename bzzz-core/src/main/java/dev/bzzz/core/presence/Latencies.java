package dev.bzzz.core.presence;

import java.time.Duration;
import java.util.Arrays;

/** How long something took, the last {@value #WINDOW} times. Confined to its machine. */
public final class Latencies {
  /** So many times are remembered. */
  public static final int WINDOW = 64;

  private final long[] nanos = new long[WINDOW];
  private int count;
  private int next;
  private Duration p95 = Duration.ZERO;

  /** Takes note of one time; a negative one counts as zero. */
  public void add(Duration took) {
    nanos[next] = Math.max(0, took.toNanos());
    next = (next + 1) % WINDOW;
    count = Math.min(count + 1, WINDOW);
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    p95 = Duration.ofNanos(sorted[(int) Math.ceil(0.95 * count) - 1]);
  }

  /** Whether nothing was measured yet. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** What 95 of 100 did not exceed, by the nearest rank; zero when nothing was measured. */
  public Duration p95() {
    return p95;
  }
}
