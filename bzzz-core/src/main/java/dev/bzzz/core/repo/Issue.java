package dev.bzzz.core.repo;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * An issue as the forge holds it, unread and untrusted.
 *
 * @param number above 0; shared with pull requests where the forge has {@link
 *     Feature#SHARED_NUMBERS}
 * @param title one line
 * @param body markdown; may be empty
 * @param author login of who wrote it
 * @param labels names of its labels
 * @param open whether it is still open
 * @param createdAt when it was written
 * @param updatedAt when anything about it last changed
 * @param comments oldest first; empty in listings
 */
public record Issue(
    long number,
    String title,
    String body,
    String author,
    Set<String> labels,
    boolean open,
    Instant createdAt,
    Instant updatedAt,
    List<Comment> comments) {
  /** Copies the collections. */
  public Issue {
    if (number < 1 || number >= 1L << 53) {
      throw new IllegalArgumentException("an issue's number is from 1 to 2^53-1, not " + number);
    }
    labels = Set.copyOf(labels);
    comments = List.copyOf(comments);
  }
}
