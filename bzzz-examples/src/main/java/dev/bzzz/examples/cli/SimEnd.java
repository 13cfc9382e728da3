package dev.bzzz.examples.cli;

import dev.bzzz.core.sim.Campaign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * Tells what a simulation has done so far when something ends the process: a signal, as of Ctrl-C,
 * or a protocol that calls {@code System.exit}. Neither is a success, so the exit code is 130.
 */
final class SimEnd {
  /** What the JVM ends with after Ctrl-C, as shells do. */
  static final int INTERRUPTED = 130;

  private final Thread hook;

  /**
   * Tells it from now on.
   *
   * @param tell says what was done so far; called by a thread of its own
   */
  SimEnd(Runnable tell) {
    this.hook =
        new Thread(
            () -> {
              try {
                tell.run();
              } finally {
                Runtime.getRuntime().halt(INTERRUPTED);
              }
            },
            "bzzz-sim-end");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** What was done, and where to go on. */
  static Report report(Campaign.Progress progress, long seed, long scenarios) {
    long next = seed + progress.next();
    long left = scenarios - progress.next();
    var json = Json.object();
    json.put("interrupted", true);
    json.put("scenarios", progress.finished());
    json.put("violations", progress.violations());
    progress
        .firstViolation()
        .ifPresentOrElse(
            index -> json.put("firstViolationSeed", seed + index),
            () -> json.putNull("firstViolationSeed"));
    json.put("nextSeed", next);
    json.put("scenariosLeft", left);
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "interrupted: %,d of %,d scenarios, %d with violations",
            progress.finished(),
            scenarios,
            progress.violations()));
    progress
        .firstViolation()
        .ifPresent(
            index ->
                lines.add(
                    "to see the violation, run the same with --seed="
                        + (seed + index)
                        + " --scenarios=1"));
    if (left > 0) {
      lines.add("to go on, run the same with --seed=" + next + " --scenarios=" + left);
    }
    return new Report(json, lines, INTERRUPTED);
  }

  /** Tells it no more. */
  void withdraw() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      awaitEnd();
    }
  }

  /** The process is ending, and the hook has the last word. */
  private static void awaitEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
