package dev.bzzz.core.repo;

import java.util.regex.Pattern;

/**
 * What a repository is, whatever it is called and however it is reached: a number drawn once and
 * kept in the repository at {@code refs/bzzz/id}.
 *
 * @param value 32 hexadecimal digits in lower case
 */
public record RepositoryId(String value) implements Comparable<RepositoryId> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  /** Checks the form. */
  public RepositoryId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a repository id is 32 hexadecimal digits");
    }
  }

  @Override
  public int compareTo(RepositoryId other) {
    return this == other ? 0 : value.compareTo(other.value); // mostly it is the very same
  }

  @Override
  public String toString() {
    return value;
  }
}
