package dev.bzzz.core.task;

import java.util.Optional;

/**
 * One line of markdown, as far as tasks need it.
 *
 * @param text without white space at its ends
 * @param indented whether white space stood before it
 */
record Line(String text, boolean indented) {
  /** Longest line that is taken as a heading. */
  private static final int MAX_HEADING = 80;

  /** Level of bold lines and of lines that end in a colon: below every markdown heading. */
  private static final int WEAKEST_LEVEL = 7;

  private static final int MAX_LEVEL = 6;
  private static final int MAX_ITEM_DIGITS = 9;
  private static final int MIN_FENCE = 3;

  /**
   * A line that starts a section.
   *
   * @param level 1 to 6 for {@code #} to {@code ######}, 7 for bold lines and lines with a colon
   * @param name without marks
   */
  record Heading(int level, String name) {}

  static Line of(String raw) {
    int start = 0;
    int end = raw.length();
    while (start < end && OneLine.blank(raw.charAt(start))) {
      start++;
    }
    while (end > start && OneLine.blank(raw.charAt(end - 1))) {
      end--;
    }
    return new Line(raw.substring(start, end), start > 0);
  }

  /** The text of a list item, bulleted or numbered, its check box taken off. */
  Optional<String> item() {
    int after = 1;
    if (text.isEmpty() || "-*+".indexOf(text.charAt(0)) < 0) {
      int digits = 0;
      while (digits < text.length() && digits <= MAX_ITEM_DIGITS && digit(text.charAt(digits))) {
        digits++;
      }
      if (digits == 0 || digits > MAX_ITEM_DIGITS || digits == text.length()) {
        return Optional.empty();
      }
      if (text.charAt(digits) != '.' && text.charAt(digits) != ')') {
        return Optional.empty();
      }
      after = digits + 1;
    }
    if (after < text.length() && !OneLine.blank(text.charAt(after))) {
      return Optional.empty();
    }
    return Optional.of(withoutCheckBox(of(text.substring(after)).text()));
  }

  /**
   * The section this line starts. A line ending in a colon starts one after a blank line, or when
   * it names a section of tasks; otherwise it is prose.
   */
  Optional<Heading> heading(boolean afterBlank) {
    if (text.length() > MAX_HEADING) {
      return Optional.empty();
    }
    int level = 0;
    while (level < text.length() && text.charAt(level) == '#') {
      level++;
    }
    if (level > 0) {
      boolean heading =
          level <= MAX_LEVEL && (level == text.length() || OneLine.blank(text.charAt(level)));
      return heading ? Optional.of(new Heading(level, unadorned(text))) : Optional.empty();
    }
    String name = unadorned(text);
    boolean bold = wrapped("**") || wrapped("__");
    boolean known = name.equalsIgnoreCase("requirements") || name.equalsIgnoreCase("deliverables");
    boolean colon = text.endsWith(":") && !indented && (afterBlank || known);
    return bold || colon ? Optional.of(new Heading(WEAKEST_LEVEL, name)) : Optional.empty();
  }

  /** Without the marks of headings, emphasis and code, and without a last colon. */
  static String unadorned(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && "#*_`<([ \t".indexOf(text.charAt(start)) >= 0) {
      // In "#12" the mark is part of the word.
      if (text.charAt(start) == '#' && start + 1 < end && digit(text.charAt(start + 1))) {
        break;
      }
      start++;
    }
    while (end > start && "#*_`>)]:;. \t".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(start, end);
  }

  /** The marks that open a fenced code block; empty when the text opens none. */
  static String fence(String text) {
    char mark = text.isEmpty() ? ' ' : text.charAt(0);
    int length = 0;
    while (length < text.length() && text.charAt(length) == mark) {
      length++;
    }
    boolean opens =
        length >= MIN_FENCE && (mark == '~' || mark == '`' && text.indexOf('`', length) < 0);
    return opens ? text.substring(0, length) : "";
  }

  /** Whether the line is a rule across the page, or underlines the one above. */
  boolean rule() {
    return text.length() >= 3
        && "-*_=".indexOf(text.charAt(0)) >= 0
        && consistsOf(text, text.charAt(0));
  }

  static boolean consistsOf(String text, char mark) {
    return text.chars().allMatch(character -> character == mark);
  }

  private boolean wrapped(String mark) {
    String inner = text.endsWith(":") ? text.substring(0, text.length() - 1) : text;
    return inner.length() > 2 * mark.length() && inner.startsWith(mark) && inner.endsWith(mark);
  }

  private static String withoutCheckBox(String item) {
    boolean box =
        item.length() >= 3
            && item.charAt(0) == '['
            && " xX".indexOf(item.charAt(1)) >= 0
            && item.charAt(2) == ']'
            && (item.length() == 3 || OneLine.blank(item.charAt(3)));
    return box ? of(item.substring(3)).text() : item;
  }

  private static boolean digit(char character) {
    return character >= '0' && character <= '9';
  }
}
