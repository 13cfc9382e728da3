package dev.bzzz.git.local;

import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.Labels;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.lib.ObjectId;

/** The issues of a {@link HostedRepository}. Confined to one thread. */
public final class HostedIssues {
  private final BareRepository repository;
  private final IssueStore store;
  private final IssueIndex index;

  HostedIssues(BareRepository repository, IssueIndex index) {
    this.repository = repository;
    this.store = new IssueStore(repository);
    this.index = index;
  }

  /** Every readable issue and pull request by number, without body and comments. */
  public List<HostedIssue> list() {
    return run("list the issues", () -> index.read(repository));
  }

  /** The same issue with its body, as it was when it was listed. */
  public HostedIssue withBody(HostedIssue listed) {
    return run(
        "read issue " + listed.issue().number(),
        () -> {
          ObjectId tip = ObjectId.fromString(listed.version());
          try (CommitFiles files = repository.files()) {
            Issue issue = store.read(files, listed.issue().number(), tip).issue();
            return new HostedIssue(
                issue,
                listed.pullRequest(),
                listed.comments(),
                listed.assignees(),
                listed.closedAt(),
                listed.version());
          }
        });
  }

  /**
   * One issue with its body and comments.
   *
   * @throws dev.bzzz.core.NotFound if there is none
   */
  public HostedIssue get(long number) {
    return run("read issue " + number, () -> read(number));
  }

  private HostedIssue read(long number) throws IOException {
    ObjectId tip = store.tip(number);
    try (CommitFiles files = repository.files()) {
      HostedIssue summary = summary(store, files, number, tip);
      Issue whole = store.get(number).issue();
      return new HostedIssue(
          whole,
          summary.pullRequest(),
          CommentEdits.left(whole.comments()).size(),
          summary.assignees(),
          summary.closedAt(),
          summary.version());
    }
  }

  /**
   * Creates an issue.
   *
   * @throws IllegalArgumentException if a part of it is too long
   */
  public HostedIssue create(HostedIssue.Text text, String author) {
    IssueDraft draft = new IssueDraft(text.title(), text.body(), Set.copyOf(text.labels()));
    return run(
        "create an issue",
        () -> {
          long number;
          try (RepositoryLock lock = lock()) {
            RefPacking.packIfMany(repository, lock);
            number = store.create(lock, draft, author).number();
          }
          return text.assignees().isEmpty()
              ? read(number)
              : edit(number, author, before -> before.assigned(text.assignees()));
        });
  }

  /**
   * Changes an issue; what the edit leaves as it is changes nothing.
   *
   * @param edit may be called again when somebody else was quicker
   * @throws dev.bzzz.core.NotFound if there is none
   * @throws IllegalArgumentException if a part of it becomes too long
   */
  public HostedIssue edit(long number, String author, UnaryOperator<HostedIssue.Text> edit) {
    return run(
        "change issue " + number,
        () -> {
          try (RepositoryLock lock = lock()) {
            RefPacking.packIfMany(repository, lock);
            store.change(lock, number, author, current -> change(current, edit));
          }
          return read(number);
        });
  }

  /**
   * Adds a comment.
   *
   * @return the issue with it
   * @throws IllegalArgumentException if it is blank or too long
   */
  public HostedIssue comment(long number, String author, String body) {
    requireText(body);
    return comment(number, author, current -> commented(current, author, body));
  }

  /**
   * Gives a comment another text.
   *
   * @param index its place among those of the issue, from 1
   * @throws dev.bzzz.core.NotFound if there is no such comment, or it was deleted
   * @throws IllegalArgumentException if the text is blank or too long
   */
  public HostedIssue changeComment(long number, int index, String author, String body) {
    requireText(body);
    return comment(number, author, CommentEdits.changed(index, body, HostedIssues::now));
  }

  /**
   * Deletes a comment; the others keep their places.
   *
   * @param index its place among those of the issue, from 1
   * @throws dev.bzzz.core.NotFound if there is no such comment, or it was deleted
   */
  public HostedIssue deleteComment(long number, int index, String author) {
    return comment(
        number, author, CommentEdits.deleted(index, HostedIssues::now, () -> extras(number)));
  }

  private HostedIssue comment(long number, String author, IssueStore.Edit edit) {
    return run(
        "comment on issue " + number,
        () -> {
          try (RepositoryLock lock = lock()) {
            RefPacking.packIfMany(repository, lock);
            store.change(lock, number, author, edit);
          }
          return read(number);
        });
  }

  private static void requireText(String body) {
    if (body.isBlank() || body.length() > IssueDraft.MAX_BODY) {
      throw new IllegalArgumentException(
          "a comment has 1 to " + IssueDraft.MAX_BODY + " characters");
    }
  }

  /** Closes an issue in a transaction of others. */
  void closeWith(RefTransaction transaction, long number, String author) throws IOException {
    ObjectId tip = store.tip(number);
    IssueCodec.Stored stored;
    try (CommitFiles files = repository.files()) {
      stored = store.read(files, number, tip);
    }
    Optional<IssueStore.Change> change = change(stored.issue(), before -> before.opened(false));
    if (change.isPresent()) {
      ObjectId next = store.write(tip, stored, change.get(), author);
      transaction.update(IssueStore.PREFIX + number, tip, next);
    }
  }

  /** What happened to an issue, oldest first. */
  public List<IssueEvent> events(long number) {
    return run("read the story of issue " + number, () -> IssueStory.events(repository, number));
  }

  static HostedIssue summary(IssueStore store, CommitFiles files, long number, ObjectId tip) {
    IssueCodec.Stored stored = store.read(files, number, tip);
    try {
      IssueExtras extras = IssueExtras.read(files, tip);
      Issue issue = stored.issue();
      return new HostedIssue(
          new Issue(
              number,
              issue.title(),
              "",
              issue.author(),
              issue.labels(),
              issue.open(),
              issue.createdAt(),
              issue.updatedAt(),
              List.of()),
          stored.pullRequest(),
          Math.max(
              0,
              files.names(tip, IssueCodec.COMMENTS, IssueStore.MAX_COMMENTS).size()
                  - extras.deletedComments()),
          extras.assignees(),
          issue.open()
              ? Optional.empty()
              : extras.closedAt().or(() -> Optional.of(issue.updatedAt())),
          tip.name());
    } catch (IOException e) {
      throw store.damaged(IssueStore.PREFIX + number, e);
    }
  }

  private Optional<IssueStore.Change> change(Issue current, UnaryOperator<HostedIssue.Text> edit) {
    IssueExtras extras = extras(current.number());
    HostedIssue.Text before =
        new HostedIssue.Text(
            current.title(),
            current.body(),
            current.open(),
            List.copyOf(current.labels()),
            extras.assignees());
    HostedIssue.Text after = edit.apply(before);
    if (after.equals(before)) {
      return Optional.empty();
    }
    IssueDraft checked = new IssueDraft(after.title(), after.body(), Set.copyOf(after.labels()));
    Instant now = now(current);
    Optional<Instant> closedAt =
        after.open() ? Optional.empty() : before.open() ? Optional.of(now) : extras.closedAt();
    Issue issue =
        new Issue(
            current.number(),
            IssueCodec.wellFormed(checked.title()),
            IssueCodec.wellFormed(checked.body()),
            current.author(),
            IssueCodec.wellFormed(Labels.changed(Set.of(), checked.labels(), Set.of())),
            after.open(),
            current.createdAt(),
            now,
            current.comments());
    return Optional.of(
        new IssueStore.Change(
            issue,
            Optional.empty(),
            Map.of(IssueExtras.FILE, extras.changed(after.assignees(), closedAt).json()),
            summary(before, after)));
  }

  private static String summary(HostedIssue.Text before, HostedIssue.Text after) {
    if (before.open() != after.open()) {
      return after.open() ? "reopen" : "close";
    }
    if (!before.labels().equals(after.labels())) {
      return "label " + after.labels();
    }
    return before.assignees().equals(after.assignees()) ? "edit" : "assign " + after.assignees();
  }

  private static Optional<IssueStore.Change> commented(Issue current, String author, String body) {
    if (current.comments().size() >= IssueStore.MAX_COMMENTS) {
      throw new IllegalArgumentException(
          "an issue has at most " + IssueStore.MAX_COMMENTS + " comments");
    }
    Instant now = now(current);
    Issue next =
        new Issue(
            current.number(),
            current.title(),
            current.body(),
            current.author(),
            current.labels(),
            current.open(),
            current.createdAt(),
            now,
            current.comments());
    Comment comment = new Comment(author, IssueCodec.wellFormed(body), now);
    return Optional.of(new IssueStore.Change(next, Optional.of(comment), "comment"));
  }

  private IssueExtras extras(long number) {
    try (CommitFiles files = repository.files()) {
      return IssueExtras.read(files, store.tip(number));
    } catch (IOException e) {
      throw store.damaged(IssueStore.PREFIX + number, e);
    }
  }

  /** The time of a change, which never goes back. */
  private static Instant now(Issue current) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return now.isBefore(current.updatedAt()) ? current.updatedAt() : now;
  }

  private RepositoryLock lock() {
    return RepositoryLock.acquire(repository.dir(), RepositoryLock.DEFAULT_TIMEOUT);
  }

  private <T> T run(String action, Failures.Action<T> steps) {
    return Failures.run(action + " of " + repository.name(), steps);
  }
}
