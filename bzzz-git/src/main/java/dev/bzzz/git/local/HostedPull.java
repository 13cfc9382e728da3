package dev.bzzz.git.local;

import dev.bzzz.core.repo.PullRequest;
import java.time.Instant;
import java.util.Optional;

/**
 * A pull request with what a server tells about it; its title and text are those of the issue of
 * the same number.
 *
 * @param issue its text, labels and comments
 * @param branch head branch, short name
 * @param base branch it asks to be merged into, short name
 * @param head commit that would be merged now: that of its branch while it is open, or else the one
 *     it was opened or merged with
 * @param state what became of it
 * @param mergeCommit commit it became part of the base with, when a server did that
 * @param mergedAt when it was merged, as far as known
 * @param mergedBy who merged it, when a server did that
 */
public record HostedPull(
    HostedIssue issue,
    String branch,
    String base,
    String head,
    PullRequest.State state,
    Optional<String> mergeCommit,
    Optional<Instant> mergedAt,
    Optional<String> mergedBy) {
  /** Its number. */
  public long number() {
    return issue.issue().number();
  }

  /**
   * One to be opened.
   *
   * @param title one line
   * @param body markdown
   * @param branch head branch, short name
   * @param base branch to be merged into, short name
   */
  public record Draft(String title, String body, String branch, String base) {}
}
