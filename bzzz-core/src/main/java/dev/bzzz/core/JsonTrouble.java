package dev.bzzz.core;

import com.fasterxml.jackson.core.JacksonException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is wrong with a JSON text, for people who have never heard of the library that reads it. Its
 * messages name its options, its classes and its words for parts of a text.
 */
final class JsonTrouble {
  private static final String UNKNOWN = "it cannot be read";

  /** What stands for a message that matches as a whole. */
  private static final Map<Pattern, String> WHOLE =
      Map.of(
          Pattern.compile("Trailing token.*"), "something follows the value",
          Pattern.compile("Non-standard token.*"), "only numbers in digits are known",
          Pattern.compile("Numeric value .* out of range.*"), "a number is out of range",
          Pattern.compile("Unexpected character .*non-standard\\) comment.*"),
              "comments are not known");

  /** Where a group began, who set a limit, what could be allowed, and words of the text. */
  private static final Pattern NOT_TOLD =
      Pattern.compile(
          " ?\\(start marker at .*\\)$"
              + "| \\(for (?:Object|Array) starting at .*\\)$"
              + "|(?<=Unrecognized token) '.*?'(?=: )"
              + "|, from `[^`]*`"
              + "|: enable `[^`]*`.*$");

  private static final Pattern CONTROL = Pattern.compile("\\(CTRL-CHAR, (code \\d+)\\)");
  private static final Pattern IN_TEXT = Pattern.compile("in VALUE_STRING$");
  private static final Pattern IN_WORD = Pattern.compile("in null$");

  /** What only a library calls something: names of options, of classes and of constants. */
  private static final Pattern FOREIGN =
      Pattern.compile("`|[A-Z]+_[A-Z_]+|[a-z]+\\.[a-z]+\\.|[a-z][A-Z]\\w*|Source: ");

  private JsonTrouble() {}

  /** One line, without words of the text, which may be a secret; names of fields are told. */
  static String text(JacksonException error) {
    String line =
        Stream.ofNullable(error.getOriginalMessage())
            .flatMap(String::lines)
            .findFirst()
            .orElse(UNKNOWN);
    for (Map.Entry<Pattern, String> each : WHOLE.entrySet()) {
      if (each.getKey().matcher(line).matches()) {
        return each.getValue();
      }
    }
    String told = NOT_TOLD.matcher(line).replaceAll("");
    told = CONTROL.matcher(told).replaceAll("$1");
    told = IN_TEXT.matcher(told).replaceAll("in a text");
    told = IN_WORD.matcher(told).replaceAll("in a number or a word");
    boolean field = told.startsWith("Duplicate field"); // of any name
    return !field && FOREIGN.matcher(told).find() ? UNKNOWN : told;
  }
}
