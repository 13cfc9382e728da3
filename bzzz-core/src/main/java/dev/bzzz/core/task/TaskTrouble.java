package dev.bzzz.core.task;

/**
 * Something in an issue that looks like an order to Bzzz and cannot be read.
 *
 * @param text what, why and how to mend it, on one line of at most {@link #MAX_TEXT} characters
 * @param blocking whether nobody takes the task until it is mended, because it may have to wait, or
 *     may need a skill; otherwise what cannot be read is left out
 */
public record TaskTrouble(String text, boolean blocking) {
  /** Longest text; the rest of a longer one is cut off. */
  public static final int MAX_TEXT = 400;

  private static final int MAX_QUOTED = 60;

  /** Makes the text one clean line. */
  public TaskTrouble {
    text = OneLine.of(text, MAX_TEXT);
  }

  /** What a stranger wrote, in quotation marks and short. */
  static String quoted(String text) {
    String line = OneLine.of(text, MAX_QUOTED);
    // What comes next is at most a space and a surrogate pair.
    boolean more = OneLine.of(text, MAX_QUOTED + 3).length() > line.length();
    return "'" + line + (more ? "…'" : "'");
  }
}
