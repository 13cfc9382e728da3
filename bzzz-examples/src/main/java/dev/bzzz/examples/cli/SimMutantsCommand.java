package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.sim.Chase;
import dev.bzzz.core.sim.Mutation;
import dev.bzzz.core.sim.Run;
import dev.bzzz.core.sim.Scenario;
import dev.bzzz.core.sim.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "mutants",
    description = {
      "Put the simulator itself to the test: protocols broken on purpose, each of which it must"
          + " catch by the invariant that it breaks.",
      "Exit code 0 when all were caught in each hunt; 1 when one survived."
    })
final class SimMutantsCommand extends BzzzCommand {
  /** In the core's test kit, of which the program has it; not there to be compiled against. */
  private static final String MUTANTS = "dev.bzzz.core.testkit.mutants.Mutant";

  private static final int MAX_HUNTS = 1000;
  private static final int MAX_SHRINKING = 200;

  @Option(
      names = "--scenarios",
      paramLabel = "K",
      converter = Converters.ForNumber.class,
      defaultValue = "1000",
      description = "how many scenarios each mutant is tried in at most; 1000 unless given")
  private long scenarios;

  @Option(
      names = "--seed",
      paramLabel = "S",
      converter = Converters.ForSeed.class,
      defaultValue = "1",
      description = "of each mutant's first scenario, the next have the next; 1 unless given")
  private long seed;

  @Option(
      names = "--hunts",
      paramLabel = "H",
      converter = Converters.ForNumber.class,
      defaultValue = "5",
      description = "how often each mutant is hunted, from seeds a million apart; 5 unless given")
  private long hunts;

  @Option(
      names = "--only",
      paramLabel = "M",
      split = ",",
      description = "only these mutants, as in M5,M17; all unless given")
  private List<String> only = List.of();

  @Option(
      names = "--no-shrink",
      negatable = true,
      description =
          "whether to make the scenarios small in which mutants were caught; so it is"
              + " unless --no-shrink is given")
  private boolean shrink = true;

  @Override
  boolean tellsTroubles() {
    return true; // those of simulated voters are the simulation's
  }

  @Override
  Report execute() {
    within("--scenarios", scenarios, 1, (int) Chase.SEEDS);
    int times = within("--hunts", hunts, 1, MAX_HUNTS);
    List<Mutation> chosen = chosen();
    MutantProgress progress = new MutantProgress(chosen.stream().map(Mutation::name).toList());
    SimEnd end = new SimEnd(() -> tell(progress.interrupted()));
    try {
      // In the order of the mutants, whichever is caught first.
      return report(
          chosen.parallelStream().map(mutant -> result(mutant, times, progress)).toList());
    } finally {
      end.withdraw();
    }
  }

  private Result result(Mutation mutant, int times, MutantProgress progress) {
    progress.hunting(mutant.name());
    Chase chase = Chase.of(mutant, seed, scenarios, times);
    progress.hunted(mutant.name(), chase.survived());
    Result result = new Result(chase, chase.first().shrunk(shrink ? MAX_SHRINKING : 0));
    progress.done(mutant.name());
    return result;
  }

  /** People read it beside the result, of which there is none yet; programs instead of it. */
  private void tell(Report interrupted) {
    interrupted.lines().forEach(this::note);
    if (json()) {
      print(interrupted);
    }
  }

  private List<Mutation> chosen() {
    List<Mutation> all = List.of(mutants());
    List<String> names = all.stream().map(Mutation::name).toList();
    only.stream()
        .filter(name -> !names.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw wrongUsage("--only: no mutant is called '" + name + "'; known: " + names);
            });
    return all.stream().filter(each -> only.isEmpty() || only.contains(each.name())).toList();
  }

  private static Mutation[] mutants() {
    try {
      return Class.forName(MUTANTS).asSubclass(Mutation.class).getEnumConstants();
    } catch (ClassNotFoundException e) {
      throw new AssertionError("this program was packed without the mutants", e);
    }
  }

  /** What came of chasing a mutant, and a small scenario that shows it. */
  private record Result(Chase chase, Optional<Run> witness) {
    Mutation mutant() {
      return chase.mutation();
    }

    Optional<Violation> violation() {
      return witness.flatMap(run -> run.firstViolation(mutant().expected()));
    }

    String caught() {
      return violation().map(each -> each.invariant().name()).orElse("never");
    }

    String seed() {
      return witness.map(run -> run.scenario().seed() + "").orElse("-");
    }
  }

  private static Report report(List<Result> results) {
    List<String> survivors =
        results.stream()
            .filter(each -> each.chase().survived())
            .map(each -> each.mutant().name())
            .toList();
    int killed = results.size() - survivors.size();
    var json = Json.object();
    json.put("mutants", results.size());
    json.put("killed", killed);
    survivors.forEach(json.putArray("survivors")::add);
    var all = json.putArray("results");
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("MUTANT", "BREAKS", "CAUGHT", "SEED", "SCENARIOS", "MEDIAN", "WHAT IT DOES WRONG"));
    for (Result result : results) {
      all.add(json(result));
      rows.add(
          List.of(
              result.mutant().name(),
              result.mutant().expected().name(),
              result.caught(),
              result.seed(),
              result.chase().first().scenarios() + "",
              result.chase().median() + "",
              result.mutant().text()));
    }
    List<String> lines = new ArrayList<>(Plain.table(rows));
    lines.add("");
    lines.add(String.format(Locale.ROOT, "%d of %d caught", killed, results.size()));
    return new Report(json, lines, survivors.isEmpty() ? CommandExit.DONE : CommandExit.FAILED);
  }

  private static ObjectNode json(Result result) {
    ObjectNode json = Json.object();
    json.put("mutant", result.mutant().name());
    json.put("text", result.mutant().text());
    json.put("expected", result.mutant().expected().name());
    json.put("scenarios", result.chase().first().scenarios());
    json.put("median", result.chase().median());
    if (result.violation().isEmpty()) {
      return json.putNull("caught").putNull("seed").putNull("detail").putNull("witness");
    }
    Scenario witness = result.witness().orElseThrow().scenario();
    json.put("caught", result.caught());
    json.put("seed", witness.seed());
    json.put("detail", result.violation().get().detail());
    json.set("witness", CanonicalJson.read(witness.toJson()));
    return json;
  }
}
