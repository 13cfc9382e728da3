package dev.bzzz.core.task;

/** Where a task stands, for people to read; what counts is the claim's record. */
public enum TaskState {
  /** Free to be claimed. */
  OPEN,
  /** Free, but a dependency is not met. */
  WAITING,
  /** An agent holds it. */
  CLAIMED,
  /** The work is on a branch; the pull request may still be missing. */
  PUBLISHED,
  /** A pull request exists. */
  DONE,
  /** Handed to a human. */
  ESCALATED,
  /** The issue is closed. */
  CLOSED,
  /** Its claim cannot be read. */
  UNKNOWN
}
