package dev.bzzz.llm.work;

import dev.bzzz.core.PlainText;
import dev.bzzz.core.agent.CommitMessage;
import dev.bzzz.core.agent.RepositoryTests;
import dev.bzzz.core.agent.TestEvidence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Commits the change and runs the repository's own tests on clean checkouts, before and after. */
final class Verification {
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

    /** The model may try again; the text is for it, the reason for people. */
    record Red(String text, String reason) implements Verdict {}

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
            .commit(
                CommitMessage.of(job.task(), job.context()),
                job.context().agentName(),
                job.context().agent() + "@bzzz");
    if (head.isEmpty()) {
      return new Verdict.Hopeless("the model finished without changing a file");
    }
    return test(head.get());
  }

  /** One line for the pull request. */
  String title() {
    return CommitMessage.title(job.task());
  }

  private Verdict test(String head) throws InterruptedException {
    RepositoryTests.Run run = job.tests().run(head, job.deadline().within(limit));
    TestEvidence evidence = run.evidence();
    if (run.after().succeeded()) {
      return new Verdict.Green(head, evidence); // told by the work's result
    }
    job.progress(
        "tests before: " + evidence.before().text() + ", after: " + evidence.after().text());
    return new Verdict.Red(Output.forModel(run.after(), limit), reason(evidence.after()));
  }

  private String reason(TestEvidence.Outcome after) {
    return after == TestEvidence.Outcome.TIMED_OUT
        ? "the tests did not end within " + Math.max(1, limit.toSeconds()) + " s after the change"
        : "the tests are red after the change";
  }
}
