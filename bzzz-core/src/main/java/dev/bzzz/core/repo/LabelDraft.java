package dev.bzzz.core.repo;

import java.util.regex.Pattern;

/**
 * A label to be created.
 *
 * @param name one line, 1 to {@value Labels#MAX_LENGTH} characters
 * @param colour six hexadecimal digits in lower case, red first
 * @param description one line, at most {@value #MAX_DESCRIPTION} characters, may be empty
 */
public record LabelDraft(String name, String colour, String description) {
  /** Longest description. */
  public static final int MAX_DESCRIPTION = 100;

  private static final Pattern COLOUR = Pattern.compile("[0-9a-f]{6}");

  /** Checks the form. */
  public LabelDraft {
    Labels.requireName(name);
    if (!COLOUR.matcher(colour).matches()) {
      throw new IllegalArgumentException(
          "a colour is six hexadecimal digits, not '" + colour + "'");
    }
    if (description.length() > MAX_DESCRIPTION
        || description.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a label's description is one line of at most " + MAX_DESCRIPTION + " characters");
    }
  }
}
