package dev.bzzz.core.repo;

/**
 * A pull request as the forge holds it.
 *
 * @param number above 0; shared with issues where the forge has {@link Feature#SHARED_NUMBERS}
 * @param title one line
 * @param body markdown
 * @param branch head branch, short name, in the same repository
 * @param base short name of the branch it asks to be merged into
 * @param head commit its branch pointed to when it was opened
 * @param state whether it was merged
 * @param author login of who opened it
 */
public record PullRequest(
    long number,
    String title,
    String body,
    String branch,
    String base,
    String head,
    State state,
    String author) {
  /** What became of a pull request. */
  public enum State {
    /** Waiting for review. */
    OPEN,
    /** Part of its base branch. */
    MERGED,
    /** Turned down. */
    CLOSED
  }
}
