package dev.bzzz.llm.work;

import dev.bzzz.core.PlainText;
import dev.bzzz.core.agent.WorkResult;
import dev.bzzz.core.llm.ToolSpec;
import java.util.Optional;

/** Ends the work: commits it, tests it, and gives red tests back to the model a few times. */
final class Finish implements Tool {
  private static final int MAX_SUMMARY = 4_000;

  private final Verification verification;
  private Optional<WorkResult> result = Optional.empty();
  private int redRounds;

  Finish(Verification verification) {
    this.verification = verification;
  }

  /** How the work ended, once it has. */
  Optional<WorkResult> result() {
    return result;
  }

  @Override
  public ToolSpec spec() {
    return new Parameters()
        .text("summary", "what was changed and why, a few lines for the pull request")
        .of("finish", "Ends the work. The tests are then run in a clean checkout.");
  }

  @Override
  public Answer call(Arguments arguments) throws InterruptedException {
    Verification.Verdict verdict = verification.verify();
    if (verdict instanceof Verification.Verdict.Green green) {
      result =
          Optional.of(
              new WorkResult.Succeeded(
                  green.head(),
                  verification.title(),
                  PlainText.block(arguments.text("summary"), MAX_SUMMARY).strip(),
                  green.evidence()));
      return new Answer("The tests pass.", "finishes");
    }
    if (verdict instanceof Verification.Verdict.Hopeless hopeless) {
      result = Optional.of(new WorkResult.Failed(hopeless.reason()));
      return new Answer(hopeless.reason(), "cannot finish");
    }
    if (verdict instanceof Verification.Verdict.Red red) {
      if (++redRounds == Limits.RED_ROUNDS) {
        result = Optional.of(new WorkResult.Failed(red.reason()));
      }
      return new Answer(
          "The tests are red in a clean checkout of your change. Mend it and finish again.\n"
              + red.text(),
          red.reason());
    }
    throw new AssertionError("unhandled verdict: " + verdict);
  }
}
