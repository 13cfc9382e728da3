package dev.bzzz.core.agent;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.PublicText;
import dev.bzzz.core.repo.Repository;
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
 * Does every task by the same command: for chores a script can do, such as formatting or updating a
 * generated file. The command runs in the sandbox, in the workspace, with the variables {@code
 * BZZZ_TASK} ({@code owner/repo#n}), {@code BZZZ_TITLE} and {@code BZZZ_BODY}; what it changes is
 * the work. Safe for use by many threads.
 */
public final class CommandWorker implements Worker {
  private static final int MAX_BODY = 32 * 1024;
  private static final int MAX_COMMAND_SHOWN = 120;
  private static final int MAX_OUTPUT_SHOWN = 300;

  private final List<String> command;

  /** A worker that runs this program with these arguments. */
  public CommandWorker(List<String> command) {
    this.command = List.copyOf(command);
  }

  @Override
  public WorkResult work(Task task, Workspace workspace, Sandbox sandbox, WorkContext context)
      throws InterruptedException {
    try {
      RepositoryTests tests = RepositoryTests.of(task, workspace, sandbox);
      SandboxResult result = run(task, workspace, sandbox, context.timeLimit());
      context.progress().accept("ran " + shown() + ": " + describe(result));
      if (result.ending() == SandboxResult.Ending.NOT_STARTED) {
        return new WorkResult.Failed(
            "there is no program '"
                + PlainText.line(command.get(0), MAX_COMMAND_SHOWN)
                + "' in the sandbox; install it or correct the worker's command");
      }
      if (!result.succeeded()) {
        return new WorkResult.Failed(
            "the command ended with " + describe(result) + ": " + end(result.output()));
      }
      String title = CommitMessage.title(task);
      Optional<String> head =
          workspace.commit(
              CommitMessage.of(task, context), context.agentName(), context.agent() + "@bzzz");
      return head.isEmpty()
          ? new WorkResult.Failed("the command changed nothing")
          : tested(tests.run(head.get(), context.timeLimit()), head.get(), title);
    } catch (BzzzException e) {
      return new WorkResult.Failed(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Optional<String> objection(Repository repository, String head, WorkspaceFactory files) {
    return RepositoryTests.objection(repository, head, files);
  }

  private WorkResult tested(RepositoryTests.Run run, String head, String title) {
    return run.after().succeeded()
        ? new WorkResult.Succeeded(
            head,
            title,
            "Done by the command `" + PublicText.ofFailure(shown()) + "`.",
            run.evidence())
        : new WorkResult.Failed("the tests are red after the change: " + end(run.after().output()));
  }

  private SandboxResult run(Task task, Workspace workspace, Sandbox sandbox, Duration limit)
      throws InterruptedException {
    return sandbox.run(
        new SandboxCommand(
            command,
            workspace.root(),
            workspace.readable(),
            Map.of(
                "BZZZ_TASK", task.ref().toString(),
                "BZZZ_TITLE", CommitMessage.title(task),
                "BZZZ_BODY", body(task)),
            SandboxLimits.DEFAULT.within(limit)));
  }

  private String shown() {
    return PlainText.line(String.join(" ", command), MAX_COMMAND_SHOWN);
  }

  private static String body(Task task) {
    String body = task.body().replace("\0", "");
    return body.length() <= MAX_BODY ? body : body.substring(0, MAX_BODY);
  }

  private static String describe(SandboxResult result) {
    return result.ending() == SandboxResult.Ending.EXITED
        ? "exit code " + result.exitCode()
        : result.ending().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  /** The end of an output says most; it begins with a whole word, for half a path is not known. */
  private static String end(String output) {
    String text = output.strip();
    int start = Math.max(0, text.length() - MAX_OUTPUT_SHOWN);
    while (start > 0 && start < text.length() && !Character.isWhitespace(text.charAt(start - 1))) {
      start++;
    }
    return PlainText.line(text.substring(start), MAX_OUTPUT_SHOWN);
  }
}
