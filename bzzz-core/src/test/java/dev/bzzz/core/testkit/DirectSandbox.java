package dev.bzzz.core.testkit;

import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.core.sandbox.SandboxCommand;
import dev.bzzz.core.sandbox.SandboxFeature;
import dev.bzzz.core.sandbox.SandboxResult;
import dev.bzzz.core.sandbox.SandboxResult.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands directly, protecting nothing: a fixture for tests that bring their own commands.
 * Safe for use by many threads.
 */
public final class DirectSandbox implements Sandbox {
  @Override
  public String name() {
    return "direct";
  }

  @Override
  public Set<SandboxFeature> features() {
    return Set.of();
  }

  @Override
  public SandboxResult run(SandboxCommand command) throws InterruptedException {
    long start = System.nanoTime();
    try {
      Path output = Files.createTempFile("bzzz-output", ".txt");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command.argv())
                .directory(command.workspace().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().retainAll(Set.of("PATH"));
        builder.environment().putAll(command.environment());
        Process process;
        try {
          process = builder.start();
        } catch (IOException e) {
          return result(Ending.NOT_STARTED, -1, output, start);
        }
        return await(process, command.limits().time(), output, start);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    // holds nothing
  }

  private static SandboxResult await(Process process, Duration limit, Path output, long start)
      throws IOException, InterruptedException {
    try {
      return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)
          ? result(Ending.EXITED, process.exitValue(), output, start)
          : result(Ending.TIMED_OUT, -1, output, start);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static SandboxResult result(Ending ending, int exitCode, Path output, long start)
      throws IOException {
    return new SandboxResult(
        ending,
        exitCode,
        new String(Files.readAllBytes(output), StandardCharsets.UTF_8),
        false,
        Duration.ofNanos(System.nanoTime() - start));
  }
}
