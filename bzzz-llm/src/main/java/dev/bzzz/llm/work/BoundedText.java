package dev.bzzz.llm.work;

import java.time.Duration;

/**
 * Text that a regular expression may look at for a limited time only: some patterns need longer
 * than the universe exists, and a matcher cannot be stopped from outside.
 */
final class BoundedText implements CharSequence {
  private static final int LOOKS_PER_CLOCK_READING = 1 << 10;

  private final CharSequence text;
  private final long startNanos;
  private final Duration limit;
  private int looks;

  BoundedText(CharSequence text, long startNanos, Duration limit) {
    this.text = text;
    this.startNanos = startNanos;
    this.limit = limit;
  }

  @Override
  public char charAt(int index) {
    if (++looks % LOOKS_PER_CLOCK_READING == 0
        && System.nanoTime() - startNanos > limit.toNanos()) {
      throw new TooSlow();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new BoundedText(text.subSequence(start, end), startNanos, limit);
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /** The time is over. */
  static final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooSlow() {
      super("the match takes too long", null, false, false);
    }
  }
}
