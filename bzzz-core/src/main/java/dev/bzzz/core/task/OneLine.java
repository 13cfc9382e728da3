package dev.bzzz.core.task;

/** Makes one clean line of what strangers wrote. */
final class OneLine {
  private OneLine() {}

  /**
   * The text on one line: runs of white space and control characters become one space, none stays
   * at the ends, half surrogate pairs are replaced, and what exceeds {@code max} characters is cut
   * off.
   */
  static String of(String text, int max) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), max));
    boolean gap = false;
    int next = 0;
    while (next < text.length()) {
      int character = text.codePointAt(next);
      next += Character.charCount(character);
      if (blank(character)) {
        gap = line.length() > 0;
        continue;
      }
      int shown = surrogate(character) ? 0xFFFD : character;
      if (line.length() + (gap ? 1 : 0) + Character.charCount(shown) > max) {
        break;
      }
      line.append(gap ? " " : "").appendCodePoint(shown);
      gap = false;
    }
    return line.toString();
  }

  /** Whether a character shows nothing: white space of any kind, or a control character. */
  static boolean blank(int character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || Character.isISOControl(character);
  }

  private static boolean surrogate(int character) {
    return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
  }
}
