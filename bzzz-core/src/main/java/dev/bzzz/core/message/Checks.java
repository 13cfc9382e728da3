package dev.bzzz.core.message;

import dev.bzzz.core.LowerHex;
import dev.bzzz.core.claim.ClaimRecord;

/** What the parts of messages are checked for. */
final class Checks {
  private Checks() {}

  static void term(long term) {
    range(term, 1, ClaimRecord.MAX_NUMBER, "term");
  }

  static void require(boolean condition, String why) {
    if (!condition) {
      throw new IllegalArgumentException(why);
    }
  }

  static void size(int size, int min, int max, String what) {
    range(size, min, max, "the number of " + what);
  }

  static void range(long value, long min, long max, String what) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " is from " + min + " to " + max);
    }
  }

  static void hex(int digits, String value, String what) {
    if (!LowerHex.is(value, digits)) {
      throw new IllegalArgumentException(what + " is not " + digits + " hexadecimal digits");
    }
  }
}
