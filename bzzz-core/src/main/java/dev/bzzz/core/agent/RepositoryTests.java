package dev.bzzz.core.agent;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositorySettings;
import dev.bzzz.core.repo.Workspace;
import dev.bzzz.core.repo.WorkspaceFactory;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.core.sandbox.SandboxCommand;
import dev.bzzz.core.sandbox.SandboxLimits;
import dev.bzzz.core.sandbox.SandboxResult;
import dev.bzzz.core.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A repository's own tests, run by Bzzz itself on clean checkouts: on the base with the tests of
 * the change laid over it, where they should be red, and on the change, where they must be green.
 */
public final class RepositoryTests {
  private static final int MAX_SHOWN = 200;
  private static final int MAX_OBJECTION = 500;

  private final Task task;
  private final Workspace workspace;
  private final Sandbox sandbox;
  private final RepositorySettings settings;

  private RepositoryTests(
      Task task, Workspace workspace, Sandbox sandbox, RepositorySettings settings) {
    this.task = task;
    this.workspace = workspace;
    this.sandbox = sandbox;
    this.settings = settings;
  }

  /**
   * How both runs ended.
   *
   * @param evidence in short
   * @param before on the base
   * @param after on the change; its output is untrusted
   */
  public record Run(TestEvidence evidence, SandboxResult before, SandboxResult after) {}

  /**
   * The tests that the workspace's base commit names; what the change says of them does not count.
   *
   * @throws NotFound if the base has no {@link RepositorySettings#FILE}
   * @throws PermanentException if that file is malformed
   */
  public static RepositoryTests of(Task task, Workspace workspace, Sandbox sandbox) {
    String where = where(task.ref().repository(), workspace.base());
    RepositorySettings settings = settings(workspace.baseFile(RepositorySettings.FILE), where);
    return new RepositoryTests(task, workspace, sandbox, settings);
  }

  /**
   * Why no change of a repository could be tested as a commit has it: what {@link #of} would throw
   * for its tasks. For {@link Worker#objection}.
   *
   * @throws dev.bzzz.core.BzzzException if the file cannot be read now
   */
  public static Optional<String> objection(
      Repository repository, String head, WorkspaceFactory files) {
    Optional<byte[]> json = files.file(repository, head, RepositorySettings.FILE);
    try {
      settings(json, where(repository.name(), head));
      return Optional.empty();
    } catch (PermanentException e) {
      return Optional.of(PlainText.line(String.valueOf(e.getMessage()), MAX_OBJECTION));
    }
  }

  private static RepositorySettings settings(Optional<byte[]> json, String where) {
    return RepositorySettings.parse(
        json.orElseThrow(
            () ->
                new NotFound(
                    "cannot test a change of "
                        + where
                        + ": it has no "
                        + RepositorySettings.FILE
                        + "; commit one that names the test command, such as"
                        + " {\"test\":[\"sh\",\"test.sh\"]}")),
        where);
  }

  private static String where(RepositoryName repository, String commit) {
    return repository + " at " + commit;
  }

  /** What the repository says about its tests. */
  public RepositorySettings settings() {
    return settings;
  }

  /**
   * Runs the tests before and after a change.
   *
   * @param head the change, committed in the workspace
   * @param limit for each of both runs
   * @throws NotFound if the sandbox does not have the test command
   */
  public Run run(String head, Duration limit) throws InterruptedException {
    SandboxResult before = run(workspace.base(), settings.testPaths(), head, limit);
    SandboxResult after = run(head, List.of(), head, limit);
    return new Run(new TestEvidence(outcome(before), outcome(after)), before, after);
  }

  private SandboxResult run(
      String commit, List<String> overlay, String overlayCommit, Duration limit)
      throws InterruptedException {
    try (Workspace checkout = workspace.checkout(commit, overlay, overlayCommit)) {
      SandboxResult result =
          sandbox.run(
              new SandboxCommand(
                  settings.test(),
                  checkout.root(),
                  checkout.readable(),
                  Map.of(),
                  SandboxLimits.DEFAULT.within(limit)));
      if (result.ending() == SandboxResult.Ending.NOT_STARTED) {
        throw new NotFound(
            "cannot run the tests of "
                + task.ref().repository()
                + ": there is no program '"
                + PlainText.line(settings.test().get(0), MAX_SHOWN)
                + "' in the sandbox; install it or correct \"test\" in "
                + RepositorySettings.FILE);
      }
      return result;
    }
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
