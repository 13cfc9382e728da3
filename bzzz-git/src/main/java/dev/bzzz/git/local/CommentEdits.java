package dev.bzzz.git.local;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.git.local.IssueStore.Change;
import dev.bzzz.git.local.IssueStore.Edit;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Changes of comments that are there. A comment keeps its place and so its number: one that is
 * deleted stays as an empty one, which nobody can write and nobody is shown.
 */
final class CommentEdits {
  private CommentEdits() {}

  /** Whether a comment was deleted. */
  static boolean deleted(Comment comment) {
    return comment.body().isEmpty();
  }

  /** Those that were not deleted. */
  static List<Comment> left(List<Comment> comments) {
    return comments.stream().filter(comment -> !deleted(comment)).toList();
  }

  /**
   * Gives a comment another text.
   *
   * @param index its place, from 1
   * @param now when, from what the issue is before
   */
  static Edit changed(int index, String body, Function<Issue, Instant> now) {
    return issue -> {
      Comment before = comment(issue, index);
      String text = IssueCodec.wellFormed(body);
      Map<String, String> files = file(index, before, text);
      return before.body().equals(text)
          ? Optional.empty()
          : Optional.of(change(at(issue, now), files, "change comment " + index));
    };
  }

  /**
   * Deletes a comment.
   *
   * @param index its place, from 1
   * @param now when, from what the issue is before
   * @param extras what the server keeps of the issue
   */
  static Edit deleted(int index, Function<Issue, Instant> now, Supplier<IssueExtras> extras) {
    return issue -> {
      Map<String, String> files = file(index, comment(issue, index), "");
      files.put(IssueExtras.FILE, extras.get().withOneDeleted().json());
      return Optional.of(change(at(issue, now), files, "delete comment " + index));
    };
  }

  private static Map<String, String> file(int index, Comment before, String body) {
    Comment after = new Comment(before.author(), body, before.createdAt());
    Map<String, String> files = new LinkedHashMap<>();
    files.put(IssueStore.commentFile(index), IssueCodec.comment(after));
    return files;
  }

  private static Change change(Issue next, Map<String, String> files, String summary) {
    return new Change(next, Optional.empty(), files, summary);
  }

  private static Issue at(Issue issue, Function<Issue, Instant> now) {
    return new Issue(
        issue.number(),
        issue.title(),
        issue.body(),
        issue.author(),
        issue.labels(),
        issue.open(),
        issue.createdAt(),
        now.apply(issue),
        issue.comments());
  }

  private static Comment comment(Issue issue, int index) {
    List<Comment> comments = issue.comments();
    if (index < 1 || index > comments.size() || deleted(comments.get(index - 1))) {
      throw new NotFound(
          "cannot find comment "
              + index
              + " of issue "
              + issue.number()
              + ": there is none, or it was deleted; list the comments to see which there are");
    }
    return comments.get(index - 1);
  }
}
