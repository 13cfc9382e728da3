package dev.bzzz.llm.work;

import dev.bzzz.core.llm.ToolSpec;
import dev.bzzz.core.sandbox.SandboxCommand;
import dev.bzzz.core.sandbox.SandboxLimits;
import dev.bzzz.core.sandbox.SandboxResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs a command in the sandbox. */
final class RunCommand implements Tool {
  private static final int MAX_COMMAND = 32 * 1024;

  private final Job job;
  private final Duration limit;

  RunCommand(Job job, Duration limit) {
    this.job = job;
    this.limit = limit;
  }

  @Override
  public ToolSpec spec() {
    return new Parameters()
        .words("command", "program and arguments, such as [\"sh\",\"test.sh\"]; no shell between")
        .of(
            "run",
            "Runs a command in the root of the workspace, without network, for at most "
                + limit.toSeconds()
                + " s.");
  }

  @Override
  public Answer call(Arguments arguments) throws ToolFailure, InterruptedException {
    List<String> command = arguments.words("command");
    if (command.isEmpty() || command.get(0).isBlank()) {
      throw new ToolFailure("'command' names no program");
    }
    if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)
        || command.stream().mapToInt(String::length).sum() > MAX_COMMAND) {
      throw new ToolFailure("'command' is too long or holds a NUL");
    }
    Duration time = job.deadline().within(limit);
    SandboxResult result =
        job.sandbox()
            .run(
                new SandboxCommand(
                    command,
                    job.workspace().root(),
                    job.workspace().readable(),
                    Map.of(),
                    SandboxLimits.DEFAULT.within(time)));
    return new Answer(
        Output.forModel(result, time),
        "runs " + String.join(" ", command) + " → " + Output.ending(result, time));
  }
}
