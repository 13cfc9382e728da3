package dev.bzzz.core.audit;

import dev.bzzz.core.AgentId;
import java.util.List;
import java.util.Optional;

/**
 * What the check of a log found.
 *
 * @param entries how many entries were good, up to the first problem
 * @param agent who wrote the log; empty when it has no good entry
 * @param problem the first thing that is wrong
 * @param notes what is worth knowing and no problem
 */
public record AuditReport(
    long entries, Optional<AgentId> agent, Optional<Problem> problem, List<String> notes) {
  /** Copies the notes. */
  public AuditReport {
    notes = List.copyOf(notes);
  }

  /** Whether nothing is wrong. */
  public boolean ok() {
    return problem.isEmpty();
  }

  /**
   * Something wrong.
   *
   * @param kind what happened to the log
   * @param line the line of the file where it shows, from 1
   * @param seq the entry it happened to
   * @param text one sentence for people
   */
  public record Problem(Kind kind, long line, long seq, String text) {}

  /** What can happen to a log. */
  public enum Kind {
    /** An entry says something else than when it was written. */
    CHANGED,
    /** An entry in the middle is missing. */
    DROPPED,
    /** An entry stands elsewhere than where it was written, or twice. */
    REORDERED,
    /** The newest entries are missing, or nothing shows that they are not. */
    TRUNCATED,
    /** An entry or the head was not signed by the log's agent. */
    FORGED,
    /** A line is no entry, or the head no head. */
    MALFORMED,
    /** The last line is incomplete though it was once whole. */
    TORN
  }
}
