package dev.bzzz.core.task;

/** When a task that others depend on counts as done. */
public enum DependencyRule {
  /** When its pull request is merged, or its issue closed. */
  MERGED,
  /** Already when its work is published; for swarms whose pull requests nobody merges in time. */
  PUBLISHED
}
