package dev.bzzz.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bzzz.examples.agent.OwnJvm;
import dev.bzzz.examples.cli.Cli;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Starts the packaged {@code bzzz-agent.jar} in processes of its own, as people do. Closing it
 * kills what it started and what those have started in turn.
 */
final class AgentProgram implements AutoCloseable {
  /** Long, for machines that are busy; nobody waits for it on one that is not. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Path JAR = Path.of("target", "bzzz-agent.jar").toAbsolutePath();

  /** What the launcher gives to java. */
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xss512k", "-Xmx192m");

  private final Path logs;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Running> started = new ArrayList<>();

  /**
   * Starts nothing yet.
   *
   * @param logs folder for what the processes print
   */
  AgentProgram(Path logs) throws IOException {
    assertThat(JAR).as("the jar that the package phase builds").exists();
    this.logs = Files.createDirectories(logs);
  }

  /** Sets a variable for processes started from now on. */
  AgentProgram with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Puts a program first on the path of processes started from now on. */
  AgentProgram shadow(String program, String script) throws IOException {
    Path folder = Files.createDirectories(logs.resolve("bin"));
    Path file = Files.writeString(folder.resolve(program), "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return with("PATH", folder + ":" + System.getenv("PATH"));
  }

  /** How a process ended. */
  record Ended(int exitCode, String out, String err) {
    JsonNode json() {
      try {
        return new ObjectMapper().readTree(out);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + out + " errors: " + err, e);
      }
    }

    /** Checks that one line about an error is all it says, but for the warning asked for. */
    String onlyError(int expectedExit) {
      assertThat(exitCode).as("exit; errors: %s", err).isEqualTo(expectedExit);
      List<String> lines = err.lines().filter(line -> !line.contains("NO SANDBOX")).toList();
      assertThat(lines).as("lines of errors").hasSize(1);
      assertThat(lines.get(0)).startsWith("bzzz: ");
      assertThat(out).isEmpty();
      return lines.get(0);
    }
  }

  Ended run(Object... arguments) throws Exception {
    return start(arguments).await();
  }

  /** Runs it within the test, at a tenth of the cost: for what does not depend on the process. */
  static Ended runHere(Object... arguments) {
    Cli.Ended ended = Cli.runAndLog(arguments);
    return new Ended(ended.exitCode(), ended.out(), ended.err());
  }

  Running start(Object... arguments) throws IOException {
    return start(List.of(), arguments);
  }

  /** Starts it by another command, which gets java's as its last arguments. */
  Running start(List<String> through, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(through);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(OwnJvm.archivedClasses(JAR));
    command.addAll(List.of("-jar", JAR.toString()));
    List.of(arguments).forEach(each -> command.add(each.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("BZZZ_"));
    builder.environment().putAll(environment);
    Path out = logs.resolve("out-" + started.size());
    Path err = logs.resolve("err-" + started.size());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Running running = new Running(builder.start(), out, err);
    started.add(running);
    return running;
  }

  @Override
  public void close() {
    started.forEach(Running::end);
  }

  /** A process under way. */
  static final class Running {
    private final Process process;
    private final Path out;
    private final Path err;
    private final Set<ProcessHandle> seen = new LinkedHashSet<>();

    private Running(Process process, Path out, Path err) {
      this.process = process;
      this.out = out;
      this.err = err;
    }

    boolean alive() {
      return process.isAlive();
    }

    /** The processes it has started, with those that they have started. */
    List<ProcessHandle> descendants() {
      List<ProcessHandle> now = process.descendants().toList();
      seen.addAll(now);
      return now;
    }

    /** Those of its children that are agents. */
    List<ProcessHandle> agents() {
      descendants();
      return process.children().toList();
    }

    /** The most memory it had resident until it ended, in MB; 0 where that is not told. */
    long peakMegabytes() throws Exception {
      AtomicLong peak = new AtomicLong();
      Waiting.until(
          "the agent ends",
          () -> {
            peak.accumulateAndGet(Memory.peakMegabytes(process.toHandle()), Math::max);
            return !process.isAlive();
          });
      return peak.get();
    }

    String output() {
      return read(out);
    }

    String errors() {
      return read(err);
    }

    /** Sends a signal: by its name, such as STOP. */
    void signal(String name) throws Exception {
      AgentProgram.signal(process.toHandle(), name);
    }

    /** SIGSTOP, and waits until every thread has stopped: one may still be at a system call. */
    void freeze() throws Exception {
      signal("STOP");
      Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
      Waiting.until("every thread is stopped", () -> allStopped(threads));
    }

    private static boolean allStopped(Path threads) {
      try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
        for (Path thread : each) {
          String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
          if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
            return false;
          }
        }
        return true;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** SIGKILL to it alone. */
    void kill() {
      descendants();
      process.destroyForcibly();
    }

    Ended await() throws Exception {
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(ended).as("the agent ended; it said %s%s", read(out), read(err)).isTrue();
      return new Ended(process.exitValue(), read(out), read(err));
    }

    /** Checks that it and all processes it was seen to have started are gone, or soon will be. */
    void leavesNothingRunning() throws Exception {
      await();
      Waiting.until(
          "processes of the agent end", () -> seen.stream().noneMatch(ProcessHandle::isAlive));
    }

    private void end() {
      descendants();
      process.destroyForcibly();
      seen.forEach(ProcessHandle::destroyForcibly);
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static void signal(ProcessHandle process, String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).as("kill -%s", name).isZero();
  }
}
