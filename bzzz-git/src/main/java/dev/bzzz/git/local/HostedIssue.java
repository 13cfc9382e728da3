package dev.bzzz.git.local;

import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An issue or a pull request with what a server tells about it.
 *
 * @param issue what is written; in listings without body and comments
 * @param pullRequest whether the number is that of a pull request
 * @param comments how many comments it has
 * @param assignees logins of who is shown as working on it
 * @param closedAt when it was closed, if it is
 * @param version commit that holds this state
 */
public record HostedIssue(
    Issue issue,
    boolean pullRequest,
    int comments,
    List<String> assignees,
    Optional<Instant> closedAt,
    String version) {
  /** Most assignees: what GitHub allows. */
  public static final int MAX_ASSIGNEES = 10;

  /** Copies the list. */
  public HostedIssue {
    assignees = List.copyOf(assignees);
  }

  /** Whether a comment of an issue was deleted; it keeps its place among them. */
  public static boolean deleted(Comment comment) {
    return CommentEdits.deleted(comment);
  }

  /** What a person can change of it. */
  public Text text() {
    return new Text(
        issue.title(), issue.body(), issue.open(), List.copyOf(issue.labels()), assignees);
  }

  /**
   * The parts of an issue that people change.
   *
   * @param title one line
   * @param body markdown
   * @param open whether it is open
   * @param labels names of its labels
   * @param assignees logins
   */
  public record Text(
      String title, String body, boolean open, List<String> labels, List<String> assignees) {
    /** Copies the lists. */
    public Text {
      labels = labels.stream().distinct().sorted().toList();
      assignees = assignees.stream().distinct().toList();
      if (assignees.size() > MAX_ASSIGNEES) {
        throw new IllegalArgumentException("an issue has at most " + MAX_ASSIGNEES + " assignees");
      }
      if (assignees.stream().anyMatch(each -> !each.matches("[A-Za-z0-9_][A-Za-z0-9_-]{0,99}"))) {
        throw new IllegalArgumentException("an assignee is a login: letters, digits, _ and -");
      }
    }

    /** The same with another title. */
    public Text titled(String other) {
      return new Text(other, body, open, labels, assignees);
    }

    /** The same with another body. */
    public Text saying(String other) {
      return new Text(title, other, open, labels, assignees);
    }

    /** The same, open or closed. */
    public Text opened(boolean other) {
      return new Text(title, body, other, labels, assignees);
    }

    /** The same with other labels. */
    public Text labelled(List<String> others) {
      return new Text(title, body, open, others, assignees);
    }

    /** The same with other assignees. */
    public Text assigned(List<String> others) {
      return new Text(title, body, open, labels, others);
    }
  }
}
