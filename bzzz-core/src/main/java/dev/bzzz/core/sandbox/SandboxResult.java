package dev.bzzz.core.sandbox;

import java.time.Duration;

/**
 * How a sandboxed command ended.
 *
 * @param ending why it ended
 * @param exitCode what it returned; -1 unless {@code ending} is EXITED
 * @param output stdout and stderr as they came, decoded as UTF-8; untrusted
 * @param truncated whether output was thrown away
 * @param duration wall-clock time
 */
public record SandboxResult(
    Ending ending, int exitCode, String output, boolean truncated, Duration duration) {
  /** Why a command ended. */
  public enum Ending {
    /** By itself. */
    EXITED,
    /** Killed: it took too long. */
    TIMED_OUT,
    /** Killed: it started too many processes. */
    TOO_MANY_PROCESSES,
    /** Never ran: there is no such program. */
    NOT_STARTED
  }

  /** Whether it ended by itself with exit code 0. */
  public boolean succeeded() {
    return ending == Ending.EXITED && exitCode == 0;
  }
}
