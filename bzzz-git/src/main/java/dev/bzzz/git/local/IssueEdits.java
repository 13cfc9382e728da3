package dev.bzzz.git.local;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.Labels;
import dev.bzzz.git.local.IssueStore.Change;
import dev.bzzz.git.local.IssueStore.Edit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** The changes that can be made to an issue; none where it is as wanted already. */
final class IssueEdits {
  private IssueEdits() {}

  static Edit open(boolean open) {
    return issue ->
        issue.open() == open
            ? Optional.empty()
            : Optional.of(
                new Change(
                    edited(issue, issue.labels(), open),
                    Optional.empty(),
                    open ? "reopen" : "close"));
  }

  static Edit labels(Set<String> add, Set<String> remove) {
    return issue -> {
      Set<String> labels = IssueCodec.wellFormed(Labels.changed(issue.labels(), add, remove));
      return labels.equals(issue.labels())
          ? Optional.empty()
          : Optional.of(
              new Change(
                  edited(issue, labels, issue.open()),
                  Optional.empty(),
                  "label " + labels.stream().sorted().toList()));
    };
  }

  static Edit comment(String author, String markdown, String marker) {
    String body = Comment.marked(IssueCodec.wellFormed(markdown), marker);
    return issue -> {
      if (issue.comments().stream().anyMatch(comment -> comment.carries(marker))) {
        return Optional.empty();
      }
      if (issue.comments().size() >= IssueStore.MAX_COMMENTS) {
        throw new PermanentException(
            "cannot comment on issue "
                + issue.number()
                + ": it has "
                + IssueStore.MAX_COMMENTS
                + " comments, and that is the limit; continue in a new issue");
      }
      Issue next = edited(issue, issue.labels(), issue.open());
      Comment comment = new Comment(author, body, next.updatedAt());
      return Optional.of(new Change(next, Optional.of(comment), "comment"));
    };
  }

  private static Issue edited(Issue issue, Set<String> labels, boolean open) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new Issue(
        issue.number(),
        issue.title(),
        issue.body(),
        issue.author(),
        labels,
        open,
        issue.createdAt(),
        now.isBefore(issue.updatedAt()) ? issue.updatedAt() : now,
        issue.comments());
  }
}
