package dev.bzzz.core.task;

import dev.bzzz.core.repo.RepositoryName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How people write a task: {@code owner/repo#12}.
 *
 * @param repository the repository's name
 * @param number the issue's number, above 0
 */
public record TaskRef(RepositoryName repository, long number) implements Comparable<TaskRef> {
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100})#([1-9][0-9]{0,14})");

  /** Checks the number. */
  public TaskRef {
    if (number < 1) {
      throw new IllegalArgumentException("issue numbers start at 1, not " + number);
    }
  }

  /** Reads {@code owner/repo#n}; empty when it is anything else. */
  public static Optional<TaskRef> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new TaskRef(RepositoryName.parse(matcher.group(1)), Long.parseLong(matcher.group(2))));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // of the form, but no name a repository can have
    }
  }

  @Override
  public int compareTo(TaskRef other) {
    int byRepository = repository.compareTo(other.repository);
    return byRepository != 0 ? byRepository : Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return repository + "#" + number;
  }
}
