package dev.bzzz.core.message;

/**
 * Which sequence numbers of one start of one sender were heard: the highest and the {@value #SIZE}
 * below it, so that messages may overtake each other by that much (as in RFC 4303, 3.4.3).
 */
final class ReplayWindow {
  static final int SIZE = 64;

  private long highest;
  private long seen;

  /** Whether a number was not heard before, and is not too old to know. */
  boolean fresh(long seq) {
    long back = highest - seq;
    return back < 0 || (back < SIZE && (seen >>> back & 1) == 0);
  }

  /** Takes note of a {@link #fresh} number. */
  void accept(long seq) {
    if (seq > highest) {
      long by = seq - highest;
      seen = by >= SIZE ? 0 : seen << by;
      seen |= 1;
      highest = seq;
      return;
    }
    seen |= 1L << (highest - seq);
  }
}
