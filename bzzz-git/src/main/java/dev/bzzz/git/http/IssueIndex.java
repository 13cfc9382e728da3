package dev.bzzz.git.http;

import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskParser;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tasks of one repository as its host told them, kept up by asking what has changed: while
 * nothing has, that is one conditional request. Now and then everything is read anew, since hosts
 * do not tell what was deleted. Safe for use by many threads, of whom one asks at a time.
 */
public final class IssueIndex {
  /** After so many looks everything is read anew. */
  public static final int LOOKS = 500;

  /** Changes so much older than the newest one are asked for again: hosts list some late. */
  static final Duration OVERLAP = Duration.ofMinutes(1);

  private final Repository repository;
  private Map<Long, Entry> entries = new TreeMap<>();
  private Optional<Instant> since = Optional.empty();
  private int looks;

  /** An index that knows nothing yet. */
  public IssueIndex(Repository repository) {
    this.repository = repository;
  }

  private record Entry(Issue issue, Task task) {}

  /**
   * What a host answers.
   *
   * @param issues without pull requests, whatever their labels
   * @param unchanged whether it is the same as before
   * @param asOf when it was asked, by the host's clock
   */
  public record Changes(List<Issue> issues, boolean unchanged, Optional<Instant> asOf) {
    /** Copies the list. */
    public Changes {
      issues = List.copyOf(issues);
    }
  }

  /** Asks the host. */
  public interface Source {
    /** Every issue, open and closed, that carries {@link TaskParser#LABEL}. */
    Changes all();

    /** Every issue, open and closed, that changed at or after a time, whatever its labels. */
    Changes since(Instant time);

    /**
     * Whether the host gives entity tags, so that asking for the same again costs nothing. Of one
     * that does not, only what changed since it was asked the last time is asked for.
     */
    default boolean tagged() {
      return true;
    }
  }

  /** The repository it is about, as it was called when the index was made. */
  public Repository repository() {
    return repository;
  }

  /** Whether a query asks for what the index holds. */
  public static boolean answers(TaskQuery query) {
    return query.labels().contains(TaskParser.LABEL);
  }

  /** The tasks that match now, ordered by number. */
  public synchronized List<Task> tasks(TaskQuery query, Source source) {
    if (since.isEmpty() || looks >= LOOKS) {
      load(source.all());
    } else {
      looks++;
      Changes changes = source.since(since.get());
      if (!changes.unchanged()) {
        changes.issues().forEach(this::put);
        advance(source.tagged() ? newest(changes) : changes.asOf().or(() -> newest(changes)));
      }
    }
    return entries.values().stream()
        .filter(entry -> query.matches(entry.issue()))
        .map(Entry::task)
        .toList();
  }

  private void load(Changes all) {
    entries = new TreeMap<>();
    all.issues().forEach(this::put);
    since = Optional.empty();
    advance(all.asOf().or(() -> newest(all)).or(() -> Optional.of(Instant.EPOCH)));
    looks = 0;
  }

  private void put(Issue issue) {
    if (issue.labels().contains(TaskParser.LABEL)) {
      entries.put(issue.number(), new Entry(issue, TaskParser.parse(repository, issue)));
    } else {
      entries.remove(issue.number());
    }
  }

  private void advance(Optional<Instant> to) {
    Optional<Instant> next = to.map(at -> at.minus(OVERLAP));
    if (next.isPresent() && (since.isEmpty() || next.get().isAfter(since.get()))) {
      since = next;
    }
  }

  private static Optional<Instant> newest(Changes changes) {
    return changes.issues().stream().map(Issue::updatedAt).max(Instant::compareTo);
  }
}
