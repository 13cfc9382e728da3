package dev.bzzz.core.claim;

import dev.bzzz.core.task.TaskId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger holds for one task: the newest record and, behind it, the verified records of the
 * same term.
 *
 * @param task the task
 * @param position where the register stands, opaque to all but its ledger; empty when it was never
 *     written
 * @param chain verified records from the newest back to the granting one; empty when there are none
 * @param damage why the newest entry cannot be used, when it cannot; then {@link #chain} starts at
 *     the last valid record, if any is reachable
 */
public record Tip(TaskId task, String position, List<SignedRecord> chain, Optional<String> damage) {
  /** Copies the chain. */
  public Tip {
    chain = List.copyOf(chain);
  }

  /** The tip of a task nobody ever claimed. */
  public static Tip none(TaskId task) {
    return new Tip(task, "", List.of(), Optional.empty());
  }

  /** The newest valid record. */
  public Optional<SignedRecord> record() {
    return chain.isEmpty() ? Optional.empty() : Optional.of(chain.get(0));
  }

  /** What {@link #record} says; null when there is none. */
  @Nullable ClaimRecord newest() {
    return chain.isEmpty() ? null : chain.get(0).record();
  }

  /** What the newest record says; empty when there is none. */
  public Optional<ClaimState> state() {
    ClaimRecord newest = newest();
    return newest == null ? Optional.empty() : Optional.of(newest.state());
  }

  /** Whether the newest record says this. */
  boolean isIn(ClaimState state) {
    ClaimRecord newest = newest();
    return newest != null && newest.state() == state;
  }

  /** Whether a record is among those of the tip's term. */
  public boolean contains(String recordId) {
    for (SignedRecord signed : chain) {
      if (signed.id().equals(recordId)) {
        return true;
      }
    }
    return false;
  }

  /** Whether this record is the newest one. */
  public boolean isAt(SignedRecord signed) {
    return damage.isEmpty() && record().filter(signed::equals).isPresent();
  }
}
