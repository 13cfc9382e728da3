package dev.bzzz.git.local;

import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers of issues and pull requests, which are one sequence in each repository. */
final class IssueNumbers {
  /** The largest number: each has at most 15 digits, so that JSON readers keep it exact. */
  static final long MAX = 999_999_999_999_999L;

  private static final Pattern NUMBER = Pattern.compile("([1-9][0-9]{0,14})(/.*)?");

  private IssueNumbers() {}

  /** The number that the last part of a ref's name is, if it is one. */
  static Optional<Long> parse(String name) {
    Matcher matcher = NUMBER.matcher(name);
    return matcher.matches() && matcher.group(2) == null
        ? Optional.of(Long.parseLong(name))
        : Optional.empty();
  }

  /**
   * The number that the next issue or pull request gets.
   *
   * <p>Every ref counts that would be in the way of one with its number, whatever it points to:
   * anybody may write below {@code refs/bzzz}.
   */
  static long next(BareRepository repository) throws IOException {
    NavigableSet<Long> taken = new TreeSet<>();
    for (String prefix : List.of(IssueStore.PREFIX, PullStore.PREFIX)) {
      Set<String> names = new TreeSet<>();
      names.addAll(repository.refs(prefix, (name, fault) -> names.add(name)).keySet());
      for (String name : names) {
        Matcher matcher = NUMBER.matcher(name);
        if (matcher.matches()) {
          taken.add(Long.parseLong(matcher.group(1)));
        }
      }
    }
    return next(taken);
  }

  /** The number after the last, or after the one before when somebody took the last of all. */
  static long next(NavigableSet<Long> taken) {
    long free = MAX;
    while (taken.contains(free)) {
      free--;
    }
    Long last = taken.floor(free);
    return last == null ? 1 : last + 1;
  }
}
