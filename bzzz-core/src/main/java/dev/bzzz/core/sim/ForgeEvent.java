package dev.bzzz.core.sim;

import java.time.Duration;

/**
 * People do something on the forge about a task. What finds nothing to be done to, such as opening
 * an issue that is open, does nothing.
 *
 * @param task whose issue, pull request or label
 */
public record ForgeEvent(Kind kind, int task, Duration at) implements Fault, Fault.OfTask {
  /** What people do. */
  public enum Kind {
    /** They close the issue. */
    CLOSE,
    /** They open it again. */
    REOPEN,
    /** They take away the label that makes it a task. */
    UNLABEL,
    /** They give it back. */
    LABEL,
    /** They merge the open pull request, or the next one there is; that closes the issue. */
    MERGE,
    /** They close the open pull request, or the next one there is, without merging it. */
    TURN_DOWN,
    /** They have looked at the escalated task, or will when they are called to it: go on. */
    REVIVE
  }

  /** Checks the numbers. */
  public ForgeEvent {
    Limits.task(task);
    Limits.time("at", at);
  }

  @Override
  public FaultClass faultClass() {
    return FaultClass.LEDGER;
  }

  @Override
  public Fault moved(Duration newAt, Duration newLength) {
    return new ForgeEvent(kind, task, newAt);
  }
}
