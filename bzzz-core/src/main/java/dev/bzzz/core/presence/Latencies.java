package dev.bzzz.core.presence;

import java.time.Duration;
import java.util.Arrays;

/** How long something took, the last {@value #WINDOW} times. Confined to its machine. */
public final class Latencies {
  /** So many times are remembered. */
  public static final int WINDOW = 64;

  private final long[] nanos = new long[WINDOW];
  private final long[] sorted = new long[WINDOW];
  private int count;
  private int next;

  /** Takes note of one time; a negative one counts as zero. */
  public void add(Duration took) {
    if (count == WINDOW) {
      int oldest = Arrays.binarySearch(sorted, nanos[next]);
      System.arraycopy(sorted, oldest + 1, sorted, oldest, --count - oldest);
    }
    long time = Math.max(0, took.toNanos());
    nanos[next] = time;
    next = (next + 1) % WINDOW;
    int found = Arrays.binarySearch(sorted, 0, count, time);
    int place = found < 0 ? -found - 1 : found;
    System.arraycopy(sorted, place, sorted, place + 1, count++ - place);
    sorted[place] = time;
  }

  /** Whether nothing was measured yet. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** What 95 of 100 did not exceed, by the nearest rank; zero when nothing was measured. */
  public Duration p95() {
    return count == 0 ? Duration.ZERO : Duration.ofNanos(sorted[(int) Math.ceil(0.95 * count) - 1]);
  }
}
