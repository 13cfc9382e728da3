package dev.bzzz.core.capability;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One named ability, such as {@code java}.
 *
 * @param name lower case letters, digits, {@code . + # -}; at most 50 characters
 */
public record Skill(String name) implements Comparable<Skill> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.+#-]{0,49}");

  /** Folds to lower case and checks the form. */
  public Skill {
    name = name.toLowerCase(Locale.ROOT);
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is no name of a skill");
    }
  }

  @Override
  public int compareTo(Skill other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
