package dev.bzzz.examples.demo;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.examples.agent.OwnJvm;
import dev.bzzz.examples.cli.Bzzz;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Each agent in an operating-system process of its own: {@code bzzz run}, as anybody would start
 * it. The children end when this process does, however it ends: they notice that their standard
 * input has ended.
 */
final class ProcessCrew implements Crew {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

  private final Map<AgentFiles, Process> processes = new LinkedHashMap<>();

  ProcessCrew(List<AgentFiles> agents, Sandbox sandbox, Optional<Path> recordings) {
    try {
      for (AgentFiles agent : agents) {
        processes.put(agent, start(agent, sandbox, recordings.map(agent::recording)));
      }
    } catch (IOException e) {
      close();
      throw new PermanentException("cannot start an agent's process: " + e, e);
    }
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    for (Process process : processes.values()) {
      long left = Math.max(0, end - System.nanoTime());
      if (!process.waitFor(left, TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<String> failures() {
    List<String> failures = new ArrayList<>();
    processes.forEach(
        (agent, process) -> {
          if (!process.isAlive() && process.exitValue() != 0) {
            failures.add(
                "agent "
                    + agent.name()
                    + " ended with exit code "
                    + process.exitValue()
                    + "; see "
                    + agent.dir().resolve("agent.log"));
          }
        });
    return failures;
  }

  @Override
  public void close() {
    processes.values().forEach(Process::destroy);
    try {
      if (!await(STOP_TIMEOUT)) {
        processes.values().forEach(Process::destroyForcibly);
      }
    } catch (InterruptedException e) {
      processes.values().forEach(Process::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }

  private static Process start(AgentFiles agent, Sandbox sandbox, Optional<Path> recording)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("run", "--config", agent.config().toString()));
    words.addAll(List.of("--until-idle", "--stop-at-end-of-input", "--sandbox", sandbox.name()));
    recording.ifPresent(file -> words.addAll(List.of("--record", file.toString())));
    List<String> command = OwnJvm.command(Bzzz.class, words);
    File log = agent.dir().resolve("agent.log").toFile();
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .redirectError(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }
}
