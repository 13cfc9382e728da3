package dev.bzzz.examples.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.git.local.LocalForge;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo: prepares four repositories with twelve tasks, lets agents do them, and reads back from
 * the repositories what came of it.
 */
public final class Demo {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
  private static final Duration GLANCE = Duration.ofMillis(150);

  /** How long the agents may take; they need a small part of it, also on a slow machine. */
  static final Duration TIME_LIMIT = Duration.ofMinutes(15);

  private final Options options;
  private final Sandbox sandbox;
  private final PrintWriter progress;

  /**
   * How to run it.
   *
   * @param agents how many, from 1 to {@value #MAX_AGENTS}
   * @param processes whether each agent gets an operating-system process of its own
   * @param seed decides which skill each agent lacks, and who starts first
   * @param dir folder to keep it in; a new temporary one when empty
   * @param recordings folder for a recording of each agent
   * @param http whether they reach the forge by HTTP, from a server in this process
   * @param terminal whether progress goes to a terminal
   */
  public record Options(
      int agents,
      boolean processes,
      long seed,
      Optional<Path> dir,
      Optional<Path> recordings,
      boolean http,
      boolean terminal) {
    /** Most agents. */
    public static final int MAX_AGENTS = 64;
  }

  /**
   * What came of it.
   *
   * @param json the result for machines
   * @param lines the closing table for people
   * @param allWell whether every task was published, and none twice
   */
  public record Result(ObjectNode json, List<String> lines, boolean allWell) {}

  /**
   * Prepares a demo.
   *
   * @param progress where to show what happens; stays the caller's
   */
  public Demo(Options options, Sandbox sandbox, PrintWriter progress) {
    this.options = options;
    this.sandbox = sandbox;
    this.progress = progress;
  }

  /** Runs it to its end. */
  public Result run() throws InterruptedException {
    DemoFolder folder = options.dir().map(DemoFolder::at).orElseGet(DemoFolder::temporary);
    try (DemoForge forge = options.http() ? DemoForge.byHttp(folder) : DemoForge.byPath()) {
      return run(folder, forge);
    }
  }

  private Result run(DemoFolder folder, DemoForge forge) throws InterruptedException {
    long start = System.nanoTime();
    List<AgentFiles> agents =
        new Setup(folder, forge).prepare(options.agents(), new Random(options.seed()));
    List<String> notes = new ArrayList<>();
    DemoView view = new DemoView(progress, options.terminal(), agents, tasks(folder));
    try (Crew crew = crew(agents)) {
      Thread stop = new Thread(crew::close);
      java.lang.Runtime.getRuntime().addShutdownHook(stop);
      try {
        await(crew, view, TIME_LIMIT, folder);
      } finally {
        forget(stop);
      }
      notes.addAll(crew.failures());
      view.update(notes);
    } finally {
      view.close();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    Logged logged = Logged.read(folder.auditLogs());
    DemoReport report = DemoReport.read(folder, logged);
    DemoSetting setting = new DemoSetting(sandbox.name(), "scripted", folder.root());
    List<String> lines = new ArrayList<>(DemoTable.lines(report, setting, took, logged));
    lines.addAll(notes);
    return new Result(report.json(agents.size(), took, logged, setting), lines, report.allWell());
  }

  /**
   * Waits for the agents to end.
   *
   * @throws PermanentException if they do not in time
   */
  static void await(Crew crew, DemoView view, Duration limit, DemoFolder folder)
      throws InterruptedException {
    long start = System.nanoTime();
    while (!crew.await(GLANCE)) {
      view.update(crew.failures());
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new PermanentException(
            "gave up waiting for the demo after "
                + limit.toSeconds()
                + " s: "
                + view.state()
                + "; see the agents' logs in "
                + folder.agents()
                + ", and continue it with --dir "
                + folder.root());
      }
    }
  }

  private static void forget(Thread hook) {
    try {
      java.lang.Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("interrupted: the hook ends the agents", e);
    }
  }

  private Crew crew(List<AgentFiles> agents) {
    Optional<Path> recordings = options.recordings().map(Path::toAbsolutePath);
    return options.processes()
        ? new ProcessCrew(agents, sandbox, recordings)
        : new ThreadCrew(agents, sandbox, recordings);
  }

  private static int tasks(DemoFolder folder) {
    try (LocalForge forge = LocalForge.open(folder.forge(), "bzzz")) {
      return forge.repositories().stream()
          .mapToInt(repository -> forge.tasks(repository.id(), TaskQuery.all()).size())
          .sum();
    }
  }
}
