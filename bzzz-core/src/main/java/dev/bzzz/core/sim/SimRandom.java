package dev.bzzz.core.sim;

import java.io.Serial;
import java.time.Duration;
import java.util.Random;

/**
 * Chance that is the same on every JVM: SplitMix64 (Steele, Lea, Flood: Fast Splittable
 * Pseudorandom Number Generators, 2014) beneath the interface that machines take. Confined to one
 * thread.
 */
final class SimRandom extends Random {
  @Serial private static final long serialVersionUID = 1;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  SimRandom(long seed) {
    super(0);
    state = seed;
  }

  /** One of many independent streams of a seed. */
  static SimRandom of(long seed, long stream) {
    return new SimRandom(mix(mix(seed) + GOLDEN * (stream + 1)));
  }

  /** A number between both, both included. */
  long between(long least, long most) {
    return least + Long.remainderUnsigned(nextLong(), most - least + 1);
  }

  /** A time in microseconds between both. */
  long between(Duration least, Duration most) {
    return between(Micros.of(least), Micros.of(most));
  }

  boolean percent(int percent) {
    return percent > 0 && between(0, 99) < percent;
  }

  /** So many hexadecimal digits, a multiple of 8. */
  String hex(int digits) {
    StringBuilder hex = new StringBuilder(digits);
    while (hex.length() < digits) {
      int bits = next(32);
      for (int shift = 28; shift >= 0; shift -= 4) {
        hex.append(Character.forDigit(bits >>> shift & 15, 16));
      }
    }
    return hex.toString();
  }

  @Override
  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  @Override
  protected int next(int bits) {
    return (int) (nextLong() >>> (64 - bits));
  }

  static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
