package dev.bzzz.core.repo;

import java.util.regex.Pattern;

/**
 * How people call a repository: {@code owner/name}. For display and for finding it; it may change,
 * so nothing that must last is keyed by it (see {@link RepositoryId}).
 *
 * @param owner 1 to 100 letters, digits, {@code . _ -}; not starting with a dot or a dash
 * @param name like the owner
 */
public record RepositoryName(String owner, String name) implements Comparable<RepositoryName> {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

  /** Checks both parts. */
  public RepositoryName {
    require(owner);
    require(name);
  }

  /**
   * Reads {@code owner/name}.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  public static RepositoryName parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("a repository is written owner/name, not '" + text + "'");
    }
    return new RepositoryName(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public int compareTo(RepositoryName other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return owner + "/" + name;
  }

  private static void require(String part) {
    if (!PART.matcher(part).matches() || part.endsWith(".git") || part.endsWith(".lock")) {
      throw new IllegalArgumentException("'" + part + "' cannot be part of a repository's name");
    }
  }
}
