package dev.bzzz.llm.work;

import dev.bzzz.core.PlainText;
import dev.bzzz.core.agent.TestEvidence;
import dev.bzzz.core.repo.Workspace;
import dev.bzzz.core.sandbox.SandboxCommand;
import dev.bzzz.core.sandbox.SandboxLimits;
import dev.bzzz.core.sandbox.SandboxResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commits the change and runs the repository's own tests on clean checkouts, before and after. */
final class Verification {
  private static final int MAX_TITLE = 72;
  private static final int MAX_SHOWN = 200;

  private final Job job;
  private final Duration limit;

  Verification(Job job, Duration limit) {
    this.job = job;
    this.limit = limit;
  }

  /** What came of it. */
  sealed interface Verdict {
    /** The change may be published. */
    record Green(String head, TestEvidence evidence) implements Verdict {}

    /** The model may try again; the text is for it. */
    record Red(String text) implements Verdict {}

    /** Another try would not help; the reason is for people. */
    record Hopeless(String reason) implements Verdict {}
  }

  Verdict verify() throws InterruptedException {
    List<String> changed = job.workspace().changedFiles();
    if (changed.isEmpty()) {
      return new Verdict.Hopeless("the model finished without changing a file");
    }
    Optional<String> settings = changed.stream().filter(WorkspaceFiles::isProtected).findFirst();
    if (settings.isPresent()) {
      return new Verdict.Hopeless(
          "the change touches "
              + PlainText.line(settings.get(), MAX_SHOWN)
              + ", which only people may change");
    }
    Optional<String> head =
        job.workspace()
            .commit(message(), job.context().agentName(), job.context().agent() + "@bzzz");
    if (head.isEmpty()) {
      return new Verdict.Hopeless("the model finished without changing a file");
    }
    return test(head.get());
  }

  /** One line for commit and pull request. */
  String title() {
    String title = PlainText.line(job.task().title(), MAX_TITLE);
    return title.isEmpty() ? "Work on " + job.task().ref() : title;
  }

  private Verdict test(String head) throws InterruptedException {
    String base = job.workspace().base();
    SandboxResult before = run(base, job.settings().testPaths(), head);
    if (before.ending() == SandboxResult.Ending.NOT_STARTED) {
      return notStarted();
    }
    SandboxResult after = run(head, List.of(), head);
    if (after.ending() == SandboxResult.Ending.NOT_STARTED) {
      return notStarted();
    }
    TestEvidence evidence = new TestEvidence(outcome(before), outcome(after));
    job.progress(
        "tests before: " + evidence.before().text() + ", after: " + evidence.after().text());
    if (after.succeeded()) {
      return new Verdict.Green(head, evidence);
    }
    return new Verdict.Red(Output.forModel(after, limit));
  }

  private SandboxResult run(String commit, List<String> overlay, String overlayCommit)
      throws InterruptedException {
    try (Workspace checkout = job.workspace().checkout(commit, overlay, overlayCommit)) {
      return job.sandbox()
          .run(
              new SandboxCommand(
                  job.settings().test(),
                  checkout.root(),
                  checkout.readable(),
                  Map.of(),
                  SandboxLimits.DEFAULT.within(job.deadline().within(limit))));
    }
  }

  private Verdict notStarted() {
    return new Verdict.Hopeless(
        "cannot run the tests of "
            + job.task().ref().repository()
            + ": there is no program '"
            + PlainText.line(job.settings().test().get(0), MAX_SHOWN)
            + "' in the sandbox; install it or correct \"test\" in .bzzz/repo.json");
  }

  private String message() {
    return title()
        + "\n\nDone by agent "
        + PlainText.line(job.context().agentName(), MAX_SHOWN)
        + " for "
        + job.task().ref()
        + ".\n\nBzzz-Task: "
        + job.task().ref()
        + "\n";
  }

  private static TestEvidence.Outcome outcome(SandboxResult result) {
    if (result.succeeded()) {
      return TestEvidence.Outcome.PASSED;
    }
    return result.ending() == SandboxResult.Ending.TIMED_OUT
        ? TestEvidence.Outcome.TIMED_OUT
        : TestEvidence.Outcome.FAILED;
  }
}
