package dev.bzzz.core;

/**
 * Makes untrusted text fit to be shown: control characters, which could repaint a terminal or forge
 * a log line, and characters that reorder text are replaced, and the length is bounded.
 */
public final class PlainText {
  private PlainText() {}

  /** One line of at most {@code max} characters; runs of white space become one space. */
  public static String line(String text, int max) {
    StringBuilder line = new StringBuilder();
    boolean gap = false;
    for (int i = 0; i < text.length() && line.length() <= max; i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        gap = line.length() > 0;
        continue;
      }
      if (gap) {
        line.append(' ');
        gap = false;
      }
      line.append(harmless(c) ? c : '?');
    }
    return cut(line.toString(), max);
  }

  /** Text of at most {@code max} characters that keeps its line breaks and tabs. */
  public static String block(String text, int max) {
    String shortened = cut(text, max);
    StringBuilder block = new StringBuilder(shortened.length());
    for (int i = 0; i < shortened.length(); i++) {
      char c = shortened.charAt(i);
      if (c != '\r') {
        block.append(c == '\n' || c == '\t' || harmless(c) ? c : '?');
      }
    }
    return block.toString();
  }

  private static boolean harmless(char c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }

  private static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = max - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
