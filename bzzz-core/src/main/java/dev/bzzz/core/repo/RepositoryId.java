package dev.bzzz.core.repo;

import dev.bzzz.core.LowerHex;

/**
 * What a repository is, whatever it is called and however it is reached: a number drawn once and
 * kept in the repository at {@code refs/bzzz/id}.
 *
 * @param value 32 hexadecimal digits in lower case
 */
public record RepositoryId(String value) implements Comparable<RepositoryId> {
  /** Checks the form. */
  public RepositoryId {
    if (!LowerHex.is(value, 32)) {
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
