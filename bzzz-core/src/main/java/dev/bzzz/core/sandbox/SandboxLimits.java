package dev.bzzz.core.sandbox;

import java.time.Duration;

/**
 * How much a sandboxed command may use before it is killed with all its children.
 *
 * @param time wall-clock time
 * @param outputBytes bytes kept of stdout and stderr together; the rest is read and thrown away
 * @param processes processes and threads alive at once
 */
public record SandboxLimits(Duration time, int outputBytes, int processes) {
  /** Five minutes, 256 KiB, 512 processes and threads. */
  public static final SandboxLimits DEFAULT =
      new SandboxLimits(Duration.ofMinutes(5), 256 * 1024, 512);

  /** Checks that all are positive. */
  public SandboxLimits {
    if (time.isNegative() || time.isZero() || outputBytes < 1 || processes < 1) {
      throw new IllegalArgumentException("a sandbox's limits are above 0");
    }
  }

  /** The same limits with another time. */
  public SandboxLimits within(Duration otherTime) {
    return new SandboxLimits(otherTime, outputBytes, processes);
  }
}
