package dev.bzzz.examples.cli;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.sim.Campaign;
import dev.bzzz.core.sim.FaultClass;
import dev.bzzz.core.sim.Run;
import dev.bzzz.core.sim.Scenario;
import dev.bzzz.core.sim.Scenarios;
import dev.bzzz.core.sim.Shrinker;
import dev.bzzz.core.sim.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "sim",
    description = {
      "Try a claim protocol in simulated fleets, under virtual time, with everything going wrong.",
      "Exit code 0 when every invariant held; 1 with the first violation, shrunk, and its trace."
    })
final class SimCommand extends BzzzCommand {
  private static final Duration PROGRESS = Duration.ofSeconds(2);
  private static final int TRACE_LINES = 200;
  private static final int MAX_SCENARIOS = 1_000_000_000;
  private static final int MAX_THREADS = 1024;

  @Option(
      names = "--protocol",
      paramLabel = "P",
      defaultValue = "rendezvous",
      split = ",",
      description =
          "a protocol's name or the class of one's own; several, split by commas, share the"
              + " repository; or quorum-ledger, for voters without a host; rendezvous unless"
              + " given")
  private List<String> protocols = List.of();

  @Option(
      names = "--class-path",
      paramLabel = "DIR",
      split = "[:]",
      description = "folders and jars with one's own protocol")
  private List<Path> classPath = List.of();

  @Option(
      names = "--agents",
      paramLabel = "N",
      converter = Converters.ForNumber.class,
      defaultValue = "8",
      description = "how many agents, 1 to " + Scenario.MAX_AGENTS + "; 8 unless given")
  private long agents;

  @Option(
      names = "--tasks",
      paramLabel = "M",
      converter = Converters.ForNumber.class,
      defaultValue = "12",
      description = "how many tasks, 1 to " + Scenario.MAX_TASKS + "; 12 unless given")
  private long tasks;

  @Option(
      names = "--scenarios",
      paramLabel = "K",
      converter = Converters.ForNumber.class,
      defaultValue = "1000",
      description = "how many scenarios, 1 to " + MAX_SCENARIOS + "; 1000 unless given")
  private long scenarios;

  @Option(
      names = "--seed",
      paramLabel = "S",
      converter = Converters.ForSeed.class,
      defaultValue = "1",
      description = "of the first scenario, the next have the next; 1 unless given")
  private long seed;

  @Option(
      names = "--faults",
      paramLabel = "F",
      defaultValue = "all",
      description =
          "none, all, or a comma list of crash, pause, partition, loss, duplication, reorder, skew,"
              + " disk, ledger, byzantine; all unless given")
  private String faults = "all";

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Converters.ForNumber.class,
      description =
          "how many scenarios at a time, 1 to "
              + MAX_THREADS
              + "; as many as there are cores unless given")
  private @Nullable Long threads;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "where to write a violating scenario; bzzz-sim-SEED.json unless given")
  private @Nullable Path out;

  @Override
  boolean tellsTroubles() {
    return true; // those of simulated voters are the simulation's
  }

  @Override
  Report execute() throws InterruptedException {
    Set<FaultClass> classes = faultClasses();
    int fleet = within("--agents", agents, protocols.size(), Scenario.MAX_AGENTS);
    int work = within("--tasks", tasks, 1, Scenario.MAX_TASKS);
    within("--scenarios", scenarios, 1, MAX_SCENARIOS);
    int cores =
        threads == null
            ? Runtime.getRuntime().availableProcessors()
            : within("--threads", threads, 1, MAX_THREADS);
    Simulator simulator = simulator();
    List<Scenario.Fleet> fleets = fleets(simulator, fleet);
    LongFunction<Scenario> each = i -> Scenarios.random(seed + i, fleets, work, classes);
    long started = System.nanoTime();
    Campaign campaign = new Campaign(simulator, each, scenarios);
    SimEnd end = new SimEnd(() -> print(SimEnd.report(campaign.progress(), seed, scenarios)));
    try {
      Campaign.Outcome outcome =
          campaign.run(cores, PROGRESS, state -> progress(state.finished(), started));
      double seconds = (System.nanoTime() - started) / 1e9;
      return report(simulator, outcome, seconds);
    } finally {
      end.withdraw();
    }
  }

  private Set<FaultClass> faultClasses() {
    try {
      return FaultClass.parse(faults);
    } catch (IllegalArgumentException e) {
      throw wrongUsage("--faults: " + e.getMessage());
    }
  }

  private Simulator simulator() {
    try {
      return SimProtocols.simulator(protocols, classPath);
    } catch (IllegalArgumentException e) {
      throw wrongUsage("--protocol: " + e.getMessage());
    }
  }

  /** The agents, shared out among the protocols. */
  private static List<Scenario.Fleet> fleets(Simulator simulator, int agents) {
    List<String> names = simulator.protocols();
    List<Scenario.Fleet> fleets = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int share = agents * (i + 1) / names.size() - agents * i / names.size();
      fleets.add(new Scenario.Fleet(names.get(i), share, 1));
    }
    return fleets;
  }

  private void progress(long done, long started) {
    double seconds = (System.nanoTime() - started) / 1e9;
    note(
        String.format(
            Locale.ROOT, "%,d of %,d scenarios, %,.0f a second", done, scenarios, done / seconds));
  }

  private Report report(Simulator simulator, Campaign.Outcome outcome, double seconds) {
    var statistics = outcome.statistics();
    double rate = outcome.scenarios() / seconds;
    Duration p50 = statistics.grantLatency().percentile(50);
    Duration p99 = statistics.grantLatency().percentile(99);
    var json = Json.object();
    json.put("scenarios", outcome.scenarios());
    json.put("violations", outcome.violations());
    json.put("scenariosPerSecond", Math.round(rate * 10) / 10.0);
    json.put("casPerTask", Math.round(statistics.casPerTask() * 1000) / 1000.0);
    json.put("pushesPerTask", Math.round(statistics.pushesPerTask() * 1000) / 1000.0);
    json.put("publishesPerTask", Math.round(statistics.publishesPerTask() * 1000) / 1000.0);
    json.putObject("grantLatencyMs").put("p50", millis(p50)).put("p99", millis(p99));
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d scenarios, %d with violations, %,.0f a second; attempts per grant %.2f,"
                + " pushes per task %.2f, publications %.2f, grant latency p50 %.1f ms, p99 %.1f ms",
            outcome.scenarios(),
            outcome.violations(),
            rate,
            statistics.casPerTask(),
            statistics.pushesPerTask(),
            statistics.publishesPerTask(),
            millis(p50),
            millis(p99)));
    Optional<Run> first = outcome.first();
    if (first.isEmpty()) {
      json.putNull("firstViolation");
      return Report.done(json, lines);
    }
    note("shrinking the scenario with seed " + first.get().scenario().seed());
    Run shrunk = Shrinker.shrink(simulator, first.get());
    Path file = write(shrunk.scenario());
    json.set("firstViolation", SimReport.json(shrunk, file));
    lines.addAll(SimReport.lines(shrunk, replay(file), TRACE_LINES));
    return new Report(json, lines, CommandExit.FAILED);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1000 / 1000.0;
  }

  /** The command that shows a scenario, also with protocols of one's own. */
  private String replay(Path file) {
    StringBuilder command =
        new StringBuilder("bzzz sim replay " + Launcher.quoted(file.toString()));
    if (!classPath.isEmpty()) {
      command.append(" --protocol=").append(String.join(",", protocols)).append(" --class-path=");
      command.append(
          Launcher.quoted(classPath.stream().map(Path::toString).collect(Collectors.joining(":"))));
    }
    return command.toString();
  }

  /** Where the scenario cannot be written as asked, it is not lost: hours may have found it. */
  private Path write(Scenario scenario) {
    Path file = out == null ? Path.of("bzzz-sim-" + scenario.seed() + ".json") : out;
    try {
      return Files.write(file, scenario.toJson());
    } catch (IOException e) {
      note("cannot write the scenario to " + file + ": " + e + "; it goes to a temporary file");
      return writeTemporary(scenario);
    }
  }

  private static Path writeTemporary(Scenario scenario) {
    try {
      return Files.write(
          Files.createTempFile("bzzz-sim-" + scenario.seed() + "-", ".json"), scenario.toJson());
    } catch (IOException e) {
      throw new PermanentException(
          "cannot write the violating scenario with seed "
              + scenario.seed()
              + " anywhere: "
              + e
              + "; run 'bzzz sim' with that --seed again and name a file with --out",
          e);
    }
  }
}
