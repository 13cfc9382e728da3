package dev.bzzz.core.repo;

import java.util.Set;
import java.util.TreeSet;

/** Rules for the labels of an issue. */
public final class Labels {
  /** Longest name of a label. */
  public static final int MAX_LENGTH = 100;

  private Labels() {}

  /**
   * {@code labels} without {@code remove}, with {@code add}.
   *
   * @throws IllegalArgumentException if there would be too many, or one to add is blank, too long
   *     or more than one line
   */
  public static Set<String> changed(Set<String> labels, Set<String> add, Set<String> remove) {
    add.forEach(Labels::requireName);
    Set<String> changed = new TreeSet<>(labels);
    changed.removeAll(remove);
    changed.addAll(add);
    if (changed.size() > IssueDraft.MAX_LABELS) {
      throw new IllegalArgumentException(
          "an issue has at most " + IssueDraft.MAX_LABELS + " labels");
    }
    return changed;
  }

  static void requireName(String label) {
    if (label.isBlank()
        || label.length() > MAX_LENGTH
        || label.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a label is one line of 1 to " + MAX_LENGTH + " characters");
    }
  }
}
