package dev.bzzz.examples.cli;

import dev.bzzz.core.sandbox.BubblewrapSandbox;
import dev.bzzz.examples.agent.Sandboxes;
import dev.bzzz.examples.bench.PathFolder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/**
 * The main path as a person walks it, one command after the other. It is also what java is shown
 * when the classes of the agent are archived: every command that starts often is part of it.
 */
@Command(
    name = "path",
    description = {
      "Walk the main path once, in a temporary folder with a scripted model.",
      "Reports how long each command takes: init, task create, run, task list, audit verify."
    })
final class BenchPathCommand extends BzzzCommand {
  @Override
  Report execute() throws InterruptedException {
    var json = Json.object();
    var took = json.putObject("tookMs");
    List<String> lines = new ArrayList<>();
    int exitCode = CommandExit.DONE;
    try (PathFolder folder = PathFolder.create()) {
      for (List<String> step : steps(folder)) {
        long began = System.nanoTime();
        exitCode = walk(step);
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        String name = PathFolder.name(step);
        took.put(name, millis);
        lines.add("%-13s %5d ms".formatted(name, millis));
        if (exitCode != CommandExit.DONE) {
          note("'" + name + "' ended with exit code " + exitCode + "; its messages are above");
          break;
        }
      }
    }
    return new Report(json, lines, exitCode);
  }

  private static List<List<String>> steps(PathFolder folder) throws InterruptedException {
    String config = folder.config().toString();
    String repository = PathFolder.REPOSITORY.toString();
    String sandbox =
        BubblewrapSandbox.unavailable().isEmpty() ? Sandboxes.BUBBLEWRAP : Sandboxes.UNCONFINED;
    return List.of(
        List.of("init", "--dir", folder.agent().toString(), "--repository", repository),
        List.of("task", "create", repository, "--config", config, "--title", "Say hello"),
        List.of("run", "--until-idle", "--sandbox", sandbox, "--config", config),
        List.of("task", "list", "--config", config),
        List.of("audit", "verify", folder.audit().toString()));
  }

  private int walk(List<String> words) {
    String[] all = words.toArray(String[]::new);
    return Bzzz.commandLine(Map.of(), all)
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(spec.commandLine().getErr())
        .execute(all);
  }
}
