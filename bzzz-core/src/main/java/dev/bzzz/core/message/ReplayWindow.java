package dev.bzzz.core.message;

/**
 * Which sequence numbers of one start of one sender were heard: the highest and the {@value #SIZE}
 * below it, so that messages may overtake each other by that much (as in RFC 4303, 3.4.3).
 */
final class ReplayWindow {
  static final int SIZE = 64;

  private long highest;
  private long seen;

  /** Takes note of a number; false when it was heard before, or is too old to know. */
  boolean accept(long seq) {
    if (seq > highest) {
      long by = seq - highest;
      seen = by >= SIZE ? 0 : seen << by;
      seen |= 1;
      highest = seq;
      return true;
    }
    long back = highest - seq;
    if (back >= SIZE || (seen >>> back & 1) == 1) {
      return false;
    }
    seen |= 1L << back;
    return true;
  }
}
