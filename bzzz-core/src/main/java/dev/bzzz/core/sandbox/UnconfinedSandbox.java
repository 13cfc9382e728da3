package dev.bzzz.core.sandbox;

import dev.bzzz.core.PermanentException;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands without confinement: they can do all that the agent itself can. For commands whose
 * author is trusted, where bubblewrap is not to be had.
 *
 * <p>What it still does: time and output limits, a process count as good as the system allows, an
 * environment without the agent's variables, an empty temporary home for each command. A command's
 * process group, session and descendants are killed at its end, but a command that wants to escape
 * that can.
 */
public final class UnconfinedSandbox implements Sandbox {
  private static final Logger LOG = LoggerFactory.getLogger(UnconfinedSandbox.class);
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final PrivateFolder kept = PrivateFolder.create("bzzz-unconfined-");

  /** Announces loudly that nothing is confined. */
  public UnconfinedSandbox() {
    LOG.warn(
        "NO SANDBOX: commands run unconfined, with network and with all the files of this user;"
            + " install bubblewrap and leave out '--sandbox unconfined'");
  }

  @Override
  public String name() {
    return "unconfined";
  }

  @Override
  public Set<SandboxFeature> features() {
    return Set.of();
  }

  @Override
  public SandboxResult run(SandboxCommand command) throws InterruptedException {
    Path own = null;
    try {
      own = Files.createTempDirectory(kept.path(), "run-");
      Path home = Files.createDirectory(own.resolve("home"));
      Path temporary = Files.createDirectory(own.resolve("tmp"));
      Map<String, String> environment = SandboxEnvironment.of(command, home, temporary);
      Optional<Path> program = program(command, environment.get("PATH"));
      if (program.isEmpty()) {
        return new SandboxResult(
            SandboxResult.Ending.NOT_STARTED,
            -1,
            "cannot run '" + command.argv().get(0) + "': no such program",
            false,
            Duration.ZERO);
      }
      List<String> words = new ArrayList<>();
      if (Files.isExecutable(SETSID)) {
        words.add(SETSID.toString()); // a session of its own can be killed as a whole
      }
      words.add(program.get().toString());
      words.addAll(command.argv().subList(1, command.argv().size()));
      var builder =
          new ProcessBuilder(words)
              .directory(command.workspace().toFile())
              .redirectInput(Redirect.from(new File("/dev/null")));
      builder.environment().clear();
      builder.environment().putAll(environment);
      return LimitedRun.run(builder, command.limits(), 0);
    } catch (IOException e) {
      throw new PermanentException(
          "cannot run '" + command.argv().get(0) + "' in " + command.workspace() + ": " + e, e);
    } finally {
      if (own != null) {
        PrivateFolder.removeQuietly(own);
      }
    }
  }

  @Override
  public void close() {
    kept.close();
  }

  private static Optional<Path> program(SandboxCommand command, String path) {
    String name = command.argv().get(0);
    Stream<Path> candidates =
        name.contains("/")
            ? Stream.of(command.workspace().toAbsolutePath().resolve(name))
            : Stream.of(path.split(":"))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).resolve(name));
    return candidates
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
