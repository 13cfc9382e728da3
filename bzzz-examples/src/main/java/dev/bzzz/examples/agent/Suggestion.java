package dev.bzzz.examples.agent;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Guesses what was meant by a mistyped word. */
final class Suggestion {
  private static final int MAX_LENGTH = 100;

  /** Two letters in the wrong order are two edits. */
  private static final int MIN_EDITS = 2;

  private Suggestion() {}

  /** {@code "; did you mean 'x'?"} when a known word is near, else the list of known words. */
  static String of(String word, Collection<String> known) {
    return known.stream()
        .filter(candidate -> near(word, candidate))
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .map(candidate -> "; did you mean '" + candidate + "'?")
        .orElse("; known here: " + String.join(", ", known));
  }

  private static boolean near(String word, String candidate) {
    int most = Math.min(Math.max(MIN_EDITS, candidate.length() / 3), candidate.length() - 1);
    return word.length() <= MAX_LENGTH && distance(word, candidate) <= most;
  }

  /** Edits between two words without regard to case (Levenshtein). */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
