package dev.bzzz.core.claim;

import dev.bzzz.core.task.TaskId;
import java.util.List;

/**
 * Asks a ledger to move a task from a tip to a next record, and branches with it, all or nothing.
 *
 * @param expected the tip that was read; nothing happens when the register has moved on
 * @param next the record to write; a retry after {@link CasResult.Unknown} sends the same one
 * @param updates branches to move in the same step
 */
public record CasRequest(Tip expected, SignedRecord next, List<RefUpdate> updates) {
  /** Checks that both are about one task. */
  public CasRequest {
    if (!expected.task().equals(next.record().task())) {
      throw new IllegalArgumentException("expected tip and next record are of different tasks");
    }
    updates = List.copyOf(updates);
  }

  /** The task. */
  public TaskId task() {
    return expected.task();
  }
}
