package dev.bzzz.core;

/** Hexadecimal digits in lower case, as ids, nonces and commits are written. */
public final class LowerHex {
  private LowerHex() {}

  /** Whether a text is so many of them and nothing else. */
  public static boolean is(String text, int digits) {
    if (text.length() != digits) {
      return false;
    }
    for (int i = 0; i < digits; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}
