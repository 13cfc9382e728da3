package dev.bzzz.examples.cli;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimProtocols;
import dev.bzzz.core.sim.Recording;
import dev.bzzz.core.sim.Replay;
import dev.bzzz.core.sim.Run;
import dev.bzzz.core.sim.Scenario;
import dev.bzzz.core.sim.Trace;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "replay",
    description = {
      "Run a scenario or a recording again and show it step by step.",
      "Exit code 0 when every invariant held, or every decision was the recorded one; 1 when not."
    })
final class SimReplayCommand extends BzzzCommand {
  @Parameters(
      paramLabel = "FILE",
      index = "0",
      description = "a scenario that 'sim' wrote, or what an agent wrote to --record")
  private @Nullable Path file;

  @Option(
      names = "--protocol",
      paramLabel = "CLASS",
      split = ",",
      description = "classes of protocols of one's own that the file names")
  private List<String> protocols = List.of();

  @Option(
      names = "--class-path",
      paramLabel = "DIR",
      split = "[:]",
      description = "folders and jars with one's own protocols")
  private List<Path> classPath = List.of();

  @Option(
      names = "--task",
      paramLabel = "N",
      converter = Converters.ForNumber.class,
      description = "only what concerns this task, 1 or more")
  private @Nullable Long task;

  @Override
  boolean tellsTroubles() {
    return true; // those of simulated voters are the simulation's
  }

  @Override
  Report execute() {
    Path path = Objects.requireNonNull(file, "picocli requires it");
    if (task != null) {
      within("--task", task, 1, Integer.MAX_VALUE);
    }
    // Opened once: it may be a pipe.
    try (InputStream in = new BufferedInputStream(open(path))) {
      if (Recording.is(in)) {
        Replay replay = Recording.replay(in, path, this::protocol);
        return ReplayReport.of(path, replay, shown(replay.trace()));
      }
      return replayed(path, read(path, in));
    } catch (NoSuchFileException e) {
      throw new NotFound("cannot read " + path + ": there is no such file");
    } catch (IOException e) {
      throw new PermanentException("cannot read " + path + ": " + e, e);
    }
  }

  /** Not by {@link Files#newInputStream}, of which pipes cannot be asked what they have. */
  private static InputStream open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new PermanentException("cannot read " + path + ": it is a folder; name a file in it");
    }
    path.getFileSystem().provider().checkAccess(path, AccessMode.READ); // tells what is missing
    return new FileInputStream(path.toFile());
  }

  private Report replayed(Path path, Scenario scenario) {
    if (task != null) {
      within("--task", task, 1, scenario.tasks());
    }
    Run run = run(path, scenario);
    Trace trace = shown(run.trace());
    var json = Json.object();
    json.put("file", path.toString());
    json.put("holds", run.holds());
    json.put("tookMs", run.took().toMillis());
    json.put("hash", run.trace().hash());
    var violations = json.putArray("violations");
    run.violations()
        .forEach(
            each ->
                violations
                    .addObject()
                    .put("invariant", each.invariant().name())
                    .put("atMs", each.at().toMillis())
                    .put("detail", each.detail()));
    json.set("steps", ReplayReport.steps(trace));
    List<String> lines = new ArrayList<>();
    trace.lines().forEach(line -> lines.add(line.toString()));
    lines.add("");
    run.violations().forEach(each -> lines.add("VIOLATED " + each));
    if (run.holds()) {
      lines.add("every invariant held");
    }
    return new Report(json, lines, run.holds() ? CommandExit.DONE : CommandExit.FAILED);
  }

  private Trace shown(Trace trace) {
    return task == null ? trace : trace.of(Math.toIntExact(task));
  }

  private ClaimProtocol protocol(String name) {
    String made = "it was made by a protocol called '" + name + "', and ";
    if (protocols.isEmpty() && !ClaimProtocols.names().contains(name)) {
      throw new IllegalArgumentException(
          made
              + "Bzzz has only "
              + String.join(", ", ClaimProtocols.names())
              + "; name its class, as in --protocol com.acme.MyProtocol --class-path DIR");
    }
    List<ClaimProtocol> given =
        SimProtocols.find(protocols.isEmpty() ? List.of(name) : protocols, classPath);
    return given.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    made
                        + "--protocol names "
                        + given.stream().map(ClaimProtocol::name).collect(Collectors.joining(", "))
                        + "; name the class whose name() is the recorded one, or let it return"
                        + " that"));
  }

  private Run run(Path path, Scenario scenario) {
    try {
      List<String> names = new ArrayList<>(protocols);
      scenario.fleets().stream()
          .map(Scenario.Fleet::protocol)
          .distinct()
          .filter(name -> protocols.isEmpty())
          .forEach(names::add);
      return SimProtocols.simulator(names, classPath).run(scenario);
    } catch (IllegalArgumentException e) {
      throw new PermanentException(
          "cannot replay " + path + ": " + e.getMessage() + "; name its class with --protocol", e);
    }
  }

  private static Scenario read(Path path, InputStream in) throws IOException {
    try {
      return Scenario.parse(in.readNBytes(Scenario.MAX_BYTES + 1)); // what is longer is refused
    } catch (IllegalArgumentException e) {
      throw new PermanentException(
          "cannot use the scenario " + path + ": " + e.getMessage() + "; correct the file", e);
    }
  }
}
