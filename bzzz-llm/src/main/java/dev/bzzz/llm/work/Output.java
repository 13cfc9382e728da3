package dev.bzzz.llm.work;

import dev.bzzz.core.PlainText;
import dev.bzzz.core.sandbox.SandboxResult;
import java.time.Duration;

/** Tells a model, or people, how a command ended. */
final class Output {
  private static final int MAX_HEAD = 4 * 1024;
  private static final int MAX_TAIL = 12 * 1024;

  private Output() {}

  /** How it ended and what it printed, the middle cut out if it is long. */
  static String forModel(SandboxResult result, Duration limit) {
    String output = PlainText.block(result.output(), Integer.MAX_VALUE);
    if (output.length() > MAX_HEAD + MAX_TAIL) {
      output =
          output.substring(0, MAX_HEAD)
              + "\n(… "
              + (output.length() - MAX_HEAD - MAX_TAIL)
              + " characters left out …)\n"
              + output.substring(output.length() - MAX_TAIL);
    }
    return ending(result, limit)
        + (result.truncated() ? " (it printed too much; the rest is lost)" : "")
        + "\n"
        + output;
  }

  /** How it ended, in a few words. */
  static String ending(SandboxResult result, Duration limit) {
    return switch (result.ending()) {
      case EXITED -> "exit " + result.exitCode();
      case TIMED_OUT -> "killed after " + Math.max(1, limit.toSeconds()) + " s";
      case TOO_MANY_PROCESSES -> "killed: too many processes";
      case NOT_STARTED -> "not started: there is no such program";
    };
  }
}
