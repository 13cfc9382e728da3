package dev.bzzz.core.repo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Something that happened to an issue and may make its task new again.
 *
 * @param id what the forge calls it: 1 to 100 letters, digits and {@code . _ -}, never used twice
 *     in a repository
 * @param kind what happened
 * @param label the label that was removed; empty for other kinds
 * @param at when, by the forge's clock
 */
public record IssueEvent(String id, Kind kind, String label, Instant at) {
  /** Most events of one issue that a forge tells; the newest count. */
  public static final int MAX_EVENTS = 100;

  private static final Pattern ID = Pattern.compile("[0-9A-Za-z._-]{1,100}");

  /** What happened. */
  public enum Kind {
    /** The issue was closed and is open again. */
    REOPENED,
    /** A label was taken away. */
    UNLABELLED
  }

  /** Checks the id. */
  public IssueEvent {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "an event's id is 1 to 100 letters, digits and ._-, not " + id);
    }
  }

  /**
   * What happened between two states of an issue, for forges that keep those.
   *
   * @param change names the change; its first event carries that name
   */
  public static List<IssueEvent> between(Issue before, Issue after, String change) {
    List<IssueEvent> events = new ArrayList<>();
    if (!before.open() && after.open()) {
      events.add(new IssueEvent(change, Kind.REOPENED, "", after.updatedAt()));
    }
    TreeSet<String> removed = new TreeSet<>(before.labels());
    removed.removeAll(after.labels());
    for (String label : removed) {
      String id = events.isEmpty() ? change : change + "." + events.size();
      events.add(new IssueEvent(id, Kind.UNLABELLED, label, after.updatedAt()));
    }
    return events;
  }
}
