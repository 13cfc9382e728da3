package dev.bzzz.git.ledger;

import java.time.Duration;

/** A moment after which a call gives up. */
final class Deadline {
  private static final Duration MAX = Duration.ofDays(1);

  private final long atNanos;

  private Deadline(long atNanos) {
    this.atNanos = atNanos;
  }

  static Deadline after(Duration timeout) {
    Duration bounded = timeout.compareTo(MAX) > 0 ? MAX : timeout;
    return new Deadline(System.nanoTime() + bounded.toNanos());
  }

  /** What is left; zero when the moment has come. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
  }

  boolean passed() {
    return atNanos - System.nanoTime() <= 0;
  }
}
