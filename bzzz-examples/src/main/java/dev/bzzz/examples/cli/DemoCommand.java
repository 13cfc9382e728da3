package dev.bzzz.examples.cli;

import dev.bzzz.core.sandbox.BubblewrapSandbox;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.examples.agent.Sandboxes;
import dev.bzzz.examples.demo.Demo;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = {
      "Watch agents do twelve tasks of four git repositories.",
      "The model is simulated: it plays recorded tool calls. Everything else is real."
    })
final class DemoCommand extends BzzzCommand {
  private static final String BY_PATH = "path";
  private static final String BY_HTTP = "http";

  @Option(
      names = "--agents",
      paramLabel = "N",
      converter = Converters.ForNumber.class,
      defaultValue = "3",
      description = "how many agents, 1 to 64; 3 unless given")
  private long agents;

  @Option(names = "--processes", description = "give each agent a process of its own")
  private boolean processes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "3",
      description = "decides which skill each agent lacks, and who starts first; 3 unless given")
  private long seed;

  @Option(
      names = "--forge",
      paramLabel = "WAY",
      defaultValue = BY_PATH,
      description = "how agents reach the forge: path (default), or http, from a server in here")
  private String forge = BY_PATH;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "keep it in this folder: a new or empty one, or that of an earlier demo")
  private @Nullable Path dir;

  @Option(
      names = "--record",
      paramLabel = "DIR",
      description = "record each agent to DIR/NAME.jsonl, for 'sim replay'")
  private @Nullable Path recordings;

  @Override
  Report execute() throws InterruptedException {
    if (!forge.equals(BY_PATH) && !forge.equals(BY_HTTP)) {
      throw wrongUsage("--forge is path or http, not '" + forge + "'");
    }
    var options =
        new Demo.Options(
            within("--agents", agents, 1, Demo.Options.MAX_AGENTS),
            processes,
            seed,
            Optional.ofNullable(dir),
            Optional.ofNullable(recordings),
            forge.equals(BY_HTTP),
            Boolean.getBoolean("bzzz.terminal"));
    try (Sandbox sandbox = sandbox()) {
      Demo.Result result = new Demo(options, sandbox, spec.commandLine().getErr()).run();
      return new Report(
          result.json(), result.lines(), result.allWell() ? CommandExit.DONE : CommandExit.FAILED);
    }
  }

  /** The demo's commands ship with Bzzz, so it may run without a sandbox, and says so. */
  private Sandbox sandbox() throws InterruptedException {
    Optional<String> unavailable = BubblewrapSandbox.unavailable();
    if (unavailable.isPresent()) {
      note("WITHOUT A SANDBOX: " + unavailable.get());
      note("the demo's own commands, which ship with Bzzz, now run unconfined");
      return Sandboxes.require(Sandboxes.UNCONFINED);
    }
    return new BubblewrapSandbox();
  }
}
