package dev.bzzz.core.claim;

import dev.bzzz.core.task.TaskId;
import java.util.List;

/**
 * Asks a ledger to move a task from a tip to a next record, and branches with it, all or nothing.
 *
 * <p>One request is no step of the table: {@link #repair} sets a damaged register back.
 *
 * @param expected the tip that was read; nothing happens when the register has moved on
 * @param next the record to write; a retry after {@link CasResult.Unknown} sends the same one
 * @param updates branches to move in the same step: with a PUBLISHED record its work branch to its
 *     head, with any other record none
 */
public record CasRequest(Tip expected, SignedRecord next, List<RefUpdate> updates) {
  /** Checks that all are about one task and that the record and the branches belong together. */
  public CasRequest {
    if (!expected.task().equals(next.record().task())) {
      throw new IllegalArgumentException("expected tip and next record are of different tasks");
    }
    updates = List.copyOf(updates);
    boolean publishes = next.record().state() == ClaimState.PUBLISHED && !repairs(expected, next);
    if (updates.size() != (publishes ? 1 : 0)) {
      throw new IllegalArgumentException(
          "a branch moves with a PUBLISHED record and with no other: " + next + " " + updates);
    }
    Work work = next.record().work();
    for (RefUpdate update : updates) {
      if (!update.branch().equals(work.branch()) || !work.head().get().equals(update.head())) {
        throw new IllegalArgumentException(
            "the update is not of the published work: " + update + " with " + next);
      }
    }
  }

  /** A request that moves no branch. */
  public CasRequest(Tip expected, SignedRecord next) {
    this(expected, next, List.of());
  }

  /**
   * The request that sets a damaged register back to its last valid record, with which no branch
   * moves. A ledger grants it only while that record is the newest valid one it knows.
   *
   * @throws IllegalArgumentException if the tip is not damaged, or has no valid record
   */
  public static CasRequest repair(Tip damaged) {
    if (damaged.damage().isEmpty() || damaged.record().isEmpty()) {
      throw new IllegalArgumentException("there is nothing to repair, or nothing to go back to");
    }
    return new CasRequest(damaged, damaged.record().get());
  }

  /** Whether this request sets a damaged register back. */
  public boolean repairs() {
    return repairs(expected, next);
  }

  private static boolean repairs(Tip expected, SignedRecord next) {
    return expected.damage().isPresent() && expected.record().filter(next::equals).isPresent();
  }

  /** The task. */
  public TaskId task() {
    return expected.task();
  }
}
