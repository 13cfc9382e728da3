package dev.bzzz.examples.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Text that is safe to print: what strangers wrote into an issue cannot steer the terminal, change
 * the direction of writing or fake a line of its own.
 */
final class Plain {
  private static final int REPLACEMENT = 0xFFFD;
  private static final String ELLIPSIS = "…";

  private Plain() {}

  /** The text in one line, every character that does not simply print replaced. */
  static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == '\t' || c == '\n' || c == '\r' ? ' ' : c)
        .map(c -> prints(c) ? c : REPLACEMENT)
        .forEach(line::appendCodePoint);
    return line.toString();
  }

  /** The lines of a text, each cleaned. */
  static List<String> lines(String text) {
    return text.lines().map(Plain::line).toList();
  }

  /** The text cut to a number of characters. */
  static String abbreviated(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most - 1)) + ELLIPSIS;
  }

  /** Rows as lines whose columns stand below one another; the first row is the heading. */
  static List<String> table(List<List<String>> rows) {
    List<List<String>> clean =
        rows.stream().map(row -> row.stream().map(Plain::line).toList()).toList();
    List<String> lines = new ArrayList<>();
    for (List<String> row : clean) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column)).append("  ");
        line.append(" ".repeat(width(clean, column) - length(row.get(column))));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static boolean prints(int c) {
    return switch (Character.getType(c)) {
      // Escape sequences; invisible and direction-changing characters; no characters at all.
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
