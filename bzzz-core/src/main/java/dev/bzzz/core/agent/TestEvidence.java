package dev.bzzz.core.agent;

/**
 * What the repository's test command said, run by Bzzz itself in clean checkouts.
 *
 * @param before on the base, with the tests of the change laid over it
 * @param after on the change
 */
public record TestEvidence(Outcome before, Outcome after) {
  /** How a run of the tests ended. */
  public enum Outcome {
    /** Exit code 0. */
    PASSED,
    /** Any other exit code. */
    FAILED,
    /** Killed after the time limit. */
    TIMED_OUT;

    /** In lower case, for JSON and people. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }
}
