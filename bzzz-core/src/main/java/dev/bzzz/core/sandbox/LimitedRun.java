package dev.bzzz.core.sandbox;

import dev.bzzz.core.sandbox.SandboxResult.Ending;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Runs one process to its end within limits, and kills it with all it started when it exceeds them.
 */
final class LimitedRun {
  /** How often the limits are looked at; a fork bomb can overshoot by what it starts meanwhile. */
  private static final long POLL_MILLIS = 20;

  /** How long output may still come after everything that can be found is dead. */
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

  private LimitedRun() {}

  /**
   * Runs the process, to whose stdin nothing is written; stdout and stderr are one.
   *
   * @param helpers processes the sandbox adds itself; they do not count
   * @throws IOException if it cannot be started
   * @throws InterruptedException if interrupted; the process and what it started are dead by then
   */
  static SandboxResult run(ProcessBuilder builder, SandboxLimits limits, int helpers)
      throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long start = System.nanoTime();
    Process process = builder.redirectErrorStream(true).start();
    var output = OutputCollector.start(process.getInputStream(), limits.outputBytes());
    var group = new ProcessGroup(process);
    Ending ending;
    try {
      ending = await(process, group, limits, helpers);
    } finally {
      group.kill();
    }
    boolean complete = output.await(LAST_OUTPUT);
    return new SandboxResult(
        ending,
        ending == Ending.EXITED ? process.exitValue() : -1,
        output.text(),
        output.truncated() || !complete,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static Ending await(
      Process process, ProcessGroup group, SandboxLimits limits, int helpers)
      throws InterruptedException {
    long deadline = System.nanoTime() + limits.time().toNanos();
    while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      if (System.nanoTime() - deadline >= 0) {
        return Ending.TIMED_OUT;
      }
      if (group.exceeds(Math.addExact(limits.processes(), helpers))) {
        return Ending.TOO_MANY_PROCESSES;
      }
    }
    return Ending.EXITED;
  }
}
