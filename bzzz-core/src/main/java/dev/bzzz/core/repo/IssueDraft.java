package dev.bzzz.core.repo;

import java.util.Set;

/**
 * An issue to be created.
 *
 * @param title one line, not blank, at most {@value #MAX_TITLE} characters
 * @param body markdown, at most {@value #MAX_BODY} characters
 * @param labels names of labels, at most {@value #MAX_LABELS}
 */
public record IssueDraft(String title, String body, Set<String> labels) {
  /** Longest title. */
  public static final int MAX_TITLE = 256;

  /** Longest body. */
  public static final int MAX_BODY = 65_536;

  /** Most labels. */
  public static final int MAX_LABELS = 100;

  /** Checks the sizes. */
  public IssueDraft {
    if (title.isBlank() || title.length() > MAX_TITLE || title.contains("\n")) {
      throw new IllegalArgumentException(
          "an issue's title is one line of 1 to " + MAX_TITLE + " characters");
    }
    if (body.length() > MAX_BODY) {
      throw new IllegalArgumentException("an issue's body has at most " + MAX_BODY + " characters");
    }
    labels = Set.copyOf(labels);
    if (labels.size() > MAX_LABELS || labels.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "an issue has at most " + MAX_LABELS + " labels, none of them blank");
    }
  }
}
