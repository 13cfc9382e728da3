package dev.bzzz.git.local;

import dev.bzzz.core.repo.IssueDraft;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Rules for labels. */
final class Labels {
  /** Longest name of a label. */
  static final int MAX_LENGTH = 100;

  private Labels() {}

  /**
   * The same labels, fit to be written down.
   *
   * @throws IllegalArgumentException if one is blank, too long or more than one line
   */
  static Set<String> wellFormed(Set<String> labels) {
    for (String label : labels) {
      if (label.isBlank()
          || label.length() > MAX_LENGTH
          || label.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "a label is one line of 1 to " + MAX_LENGTH + " characters");
      }
    }
    return labels.stream()
        .map(IssueCodec::wellFormed)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** {@code labels} without {@code remove}, with {@code add}. */
  static Set<String> changed(Set<String> labels, Set<String> add, Set<String> remove) {
    Set<String> changed = new TreeSet<>(labels);
    changed.removeAll(wellFormed(remove));
    changed.addAll(wellFormed(add));
    if (changed.size() > IssueDraft.MAX_LABELS) {
      throw new IllegalArgumentException(
          "an issue has at most " + IssueDraft.MAX_LABELS + " labels");
    }
    return changed;
  }
}
