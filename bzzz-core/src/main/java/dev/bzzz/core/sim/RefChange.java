package dev.bzzz.core.sim;

import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.task.TaskId;
import java.util.Optional;

/**
 * One ref that a push wants to move on the simulated host. A lease is what the ref must point to
 * before: empty text when it must not be there; without a lease the ref is moved by force.
 */
public sealed interface RefChange {
  /** What the ref must point to before. */
  Optional<String> lease();

  /**
   * Moves the claim ref of a task.
   *
   * @param next the record, which is a child of the one it names as {@code prev}
   */
  record Claim(TaskId task, Optional<String> lease, SignedRecord next) implements RefChange {}

  /**
   * Moves a work branch.
   *
   * @param task whose
   * @param name of the branch
   * @param head where to
   */
  record Branch(TaskId task, String name, Optional<String> lease, String head)
      implements RefChange {}
}
