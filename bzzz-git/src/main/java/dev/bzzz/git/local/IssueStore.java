package dev.bzzz.git.local;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Labels;
import dev.bzzz.git.local.IssueCodec.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;

/** The issues of one open repository. Confined to one thread. */
final class IssueStore {
  static final String PREFIX = "refs/bzzz/issues/";

  /** Largest {@code issue.json}, body or comment file that is read. */
  static final int MAX_FILE_BYTES = 512 * 1024;

  /** Most comments of one issue. */
  static final int MAX_COMMENTS = 1000;

  /** How often a change is tried again when a writer without the lock got in between. */
  static final int MAX_TRIES = 5;

  private final BareRepository repository;

  IssueStore(BareRepository repository) {
    this.repository = repository;
  }

  /**
   * A change of an issue.
   *
   * @param issue what the issue is from now on
   * @param comment a comment to be added
   * @param files other files to be written beside the issue, path to text
   * @param summary line for {@code git log}
   */
  record Change(Issue issue, Optional<Comment> comment, Map<String, String> files, String summary) {
    Change(Issue issue, Optional<Comment> comment, String summary) {
      this(issue, comment, Map.of(), summary);
    }
  }

  /** Decides on a change from what is there; empty changes nothing. Called again after a race. */
  interface Edit {
    Optional<Change> apply(Issue current);
  }

  /** Every readable issue by number, without comments; {@code damage} hears of each other one. */
  List<Stored> list(Consumer<String> damage) throws IOException {
    Map<Long, Stored> issues = new TreeMap<>();
    try (CommitFiles files = repository.files()) {
      Map<String, ObjectId> refs =
          repository.refs(
              PREFIX,
              (name, fault) ->
                  damage.accept(damaged(PREFIX + name, new IOException(fault)).getMessage()));
      for (Map.Entry<String, ObjectId> ref : refs.entrySet()) {
        try {
          long number = number(ref.getKey());
          issues.put(number, read(files, number, ref.getValue()));
        } catch (PermanentException e) {
          damage.accept(e.getMessage());
        }
      }
    }
    return List.copyOf(issues.values());
  }

  /**
   * One issue with its comments.
   *
   * @throws NotFound if there is none of that number
   * @throws PermanentException if it is damaged
   */
  Stored get(long number) throws IOException {
    ObjectId tip = tip(number);
    try (CommitFiles files = repository.files()) {
      Stored stored = read(files, number, tip);
      return new Stored(with(stored.issue(), comments(files, number, tip)), stored.pullRequest());
    }
  }

  /** Writes the first commit of an issue; no ref points to it yet. */
  ObjectId write(Stored stored) throws IOException {
    Issue issue = stored.issue();
    Map<String, String> files = new LinkedHashMap<>();
    files.put(IssueCodec.ISSUE_FILE, IssueCodec.issue(stored));
    files.put(IssueCodec.BODY_FILE, issue.body());
    return repository.commit(
        Optional.empty(),
        files,
        new BareRepository.CommitText(
            issue.author(), "open #" + issue.number() + ": " + issue.title(), issue.createdAt()));
  }

  /** Creates an issue under the next free number. */
  Issue create(RepositoryLock lock, IssueDraft draft, String author) throws IOException {
    for (int attempt = 0; attempt < MAX_TRIES; attempt++) {
      Issue issue = fresh(IssueNumbers.next(repository), draft, author);
      ObjectId commit = write(new Stored(issue, false));
      if (new RefTransaction(repository.git()).create(PREFIX + issue.number(), commit).commit(lock)
          == RefTransaction.Outcome.APPLIED) {
        return issue;
      }
    }
    throw lostRace("create an issue");
  }

  /** Makes one change to an issue by compare-and-swap. */
  void change(RepositoryLock lock, long number, String author, Edit edit) throws IOException {
    for (int attempt = 0; attempt < MAX_TRIES; attempt++) {
      ObjectId tip = tip(number);
      Stored current;
      try (CommitFiles files = repository.files()) {
        Stored stored = read(files, number, tip);
        current =
            new Stored(with(stored.issue(), comments(files, number, tip)), stored.pullRequest());
      }
      Optional<Change> change = edit.apply(current.issue());
      if (change.isEmpty()) {
        return;
      }
      ObjectId next = write(tip, current, change.get(), author);
      if (new RefTransaction(repository.git()).update(PREFIX + number, tip, next).commit(lock)
          == RefTransaction.Outcome.APPLIED) {
        return;
      }
    }
    throw lostRace("change issue " + number);
  }

  /** Writes a change of an issue; no ref points to it yet. */
  ObjectId write(ObjectId tip, Stored current, Change change, String author) throws IOException {
    return repository.commit(
        Optional.of(tip),
        files(current, change),
        new BareRepository.CommitText(author, change.summary(), Instant.now()));
  }

  static Issue fresh(long number, IssueDraft draft, String author) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new Issue(
        number,
        IssueCodec.wellFormed(draft.title()),
        IssueCodec.wellFormed(draft.body()),
        author,
        IssueCodec.wellFormed(Labels.changed(Set.of(), draft.labels(), Set.of())),
        true,
        now,
        now,
        List.of());
  }

  private static Map<String, String> files(Stored current, Change change) {
    Map<String, String> files = new LinkedHashMap<>(change.files());
    files.put(
        IssueCodec.ISSUE_FILE, IssueCodec.issue(new Stored(change.issue(), current.pullRequest())));
    if (!change.issue().body().equals(current.issue().body())) {
      files.put(IssueCodec.BODY_FILE, change.issue().body());
    }
    change
        .comment()
        .ifPresent(
            comment ->
                files.put(
                    commentFile(current.issue().comments().size() + 1),
                    IssueCodec.comment(comment)));
    return files;
  }

  /** Where a comment is, by its place from 1. */
  static String commentFile(int index) {
    return String.format("%s/%04d.json", IssueCodec.COMMENTS, index);
  }

  /** The issue as one of its commits has it, without comments. */
  Stored read(CommitFiles files, long number, ObjectId tip) {
    try {
      byte[] json =
          files
              .file(tip, IssueCodec.ISSUE_FILE, MAX_FILE_BYTES)
              .orElseThrow(() -> new IOException(IssueCodec.ISSUE_FILE + " is missing"));
      byte[] body =
          files
              .file(tip, IssueCodec.BODY_FILE, MAX_FILE_BYTES)
              .orElseThrow(() -> new IOException(IssueCodec.BODY_FILE + " is missing"));
      return IssueCodec.readIssue(number, json, new String(body, StandardCharsets.UTF_8));
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(PREFIX + number, e);
    }
  }

  private List<Comment> comments(CommitFiles files, long number, ObjectId tip) {
    List<Comment> comments = new ArrayList<>();
    try {
      for (String name : files.names(tip, IssueCodec.COMMENTS, MAX_COMMENTS)) {
        byte[] json =
            files
                .file(tip, IssueCodec.COMMENTS + "/" + name, MAX_FILE_BYTES)
                .orElseThrow(() -> new IOException("comment " + name + " is missing"));
        comments.add(IssueCodec.readComment(json));
      }
      return comments;
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(PREFIX + number, e);
    }
  }

  /** The newest commit of an issue. */
  ObjectId tip(long number) {
    try {
      return repository.ref(PREFIX + number).orElseThrow(() -> missing(number));
    } catch (IOException e) {
      throw damaged(PREFIX + number, e);
    }
  }

  private long number(String name) {
    return IssueNumbers.parse(name)
        .orElseThrow(
            () ->
                new PermanentException(
                    "cannot read "
                        + PREFIX
                        + name
                        + " of "
                        + repository.name()
                        + ": its name is no issue number; delete it with git update-ref -d in "
                        + repository.dir()));
  }

  static Issue with(Issue issue, List<Comment> comments) {
    return new Issue(
        issue.number(),
        issue.title(),
        issue.body(),
        issue.author(),
        issue.labels(),
        issue.open(),
        issue.createdAt(),
        issue.updatedAt(),
        comments);
  }

  PermanentException damaged(String ref, Exception cause) {
    return new PermanentException(
        "cannot read "
            + ref
            + " of "
            + repository.name()
            + ": "
            + cause.getMessage()
            + "; set it back to its last good commit with git update-ref in "
            + repository.dir(),
        cause);
  }

  private NotFound missing(long number) {
    return new NotFound(
        "cannot find issue "
            + number
            + " of "
            + repository.name()
            + ": there is no ref "
            + PREFIX
            + number
            + "; list the issues to see which there are");
  }

  TransientException lostRace(String action) {
    return new TransientException(
        "cannot "
            + action
            + " of "
            + repository.name()
            + ": other writers were faster "
            + MAX_TRIES
            + " times; try again",
        Duration.ofSeconds(1));
  }
}
