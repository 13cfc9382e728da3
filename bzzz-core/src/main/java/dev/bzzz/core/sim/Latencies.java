package dev.bzzz.core.sim;

import java.time.Duration;

/**
 * How long grants took, in buckets of at most 1/16 of their value, so that the figures of a million
 * runs fit into a page of memory. Confined to one thread.
 */
public final class Latencies {
  private static final int SUB_BITS = 4;
  private static final int BUCKETS = (64 - SUB_BITS) << SUB_BITS;

  private final long[] counts = new long[BUCKETS];
  private long total;

  Latencies() {}

  void add(long micros) {
    counts[bucket(Math.max(0, micros))]++;
    total++;
  }

  void add(Latencies other) {
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
  }

  Latencies snapshot() {
    Latencies copy = new Latencies();
    copy.add(this);
    return copy;
  }

  /** How many there are. */
  public long count() {
    return total;
  }

  /**
   * The time within which so many percent of the grants came; zero when there were none. At most
   * 1/16 too long.
   */
  public Duration percentile(int percent) {
    long wanted = (total * percent + 99) / 100;
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts[i];
      if (seen >= wanted && seen > 0) {
        return Micros.duration(upperBound(i));
      }
    }
    return Duration.ZERO;
  }

  private static int bucket(long value) {
    if (value < 1 << SUB_BITS) {
      return (int) value;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(value);
    int sub = (int) (value >>> (exponent - SUB_BITS)) & ((1 << SUB_BITS) - 1);
    return ((exponent - SUB_BITS + 1) << SUB_BITS) + sub;
  }

  private static long upperBound(int bucket) {
    if (bucket < 1 << SUB_BITS) {
      return bucket;
    }
    int shift = (bucket >>> SUB_BITS) - 1;
    long sub = bucket & ((1 << SUB_BITS) - 1);
    return (((1L << SUB_BITS) + sub + 1) << shift) - 1;
  }
}
