package dev.bzzz.core.message;

import dev.bzzz.core.claim.ClaimRecord;
import java.util.regex.Pattern;

/** What the parts of messages are checked for. */
final class Checks {
  static final Pattern HEX_32 = Pattern.compile("[0-9a-f]{32}");
  static final Pattern HEX_64 = Pattern.compile("[0-9a-f]{64}");

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

  static void form(Pattern pattern, String value, String what) {
    if (!pattern.matcher(value).matches()) {
      throw new IllegalArgumentException(what + " is not of the form " + pattern);
    }
  }
}
