package dev.bzzz.git.ledger;

import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Cancels what JGit does once a deadline has passed. */
final class DeadlineMonitor extends EmptyProgressMonitor {
  private final Deadline deadline;

  DeadlineMonitor(Deadline deadline) {
    this.deadline = deadline;
  }

  @Override
  public boolean isCancelled() {
    return deadline.passed();
  }
}
