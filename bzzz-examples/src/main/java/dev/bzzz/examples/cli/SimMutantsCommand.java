package dev.bzzz.examples.cli;

import dev.bzzz.core.sim.Hunt;
import dev.bzzz.core.sim.Mutation;
import dev.bzzz.core.sim.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "mutants",
    description = {
      "Put the simulator itself to the test: protocols broken on purpose, each of which it must"
          + " catch by the invariant that it breaks.",
      "Exit code 0 when all were caught; 1 when one survived."
    })
final class SimMutantsCommand extends BzzzCommand {
  /** In the core's test kit, of which the program has it; not there to be compiled against. */
  private static final String MUTANTS = "dev.bzzz.core.testkit.mutants.Mutant";

  @Option(
      names = "--scenarios",
      paramLabel = "K",
      defaultValue = "1000",
      description = "how many scenarios each mutant is tried in at most; 1000 unless given")
  private long scenarios;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "of each mutant's first scenario, the next have the next; 1 unless given")
  private long seed;

  @Override
  Report execute() {
    if (scenarios < 1 || scenarios > 1_000_000) {
      throw wrongUsage("--scenarios is from 1 to 1000000, not " + scenarios);
    }
    // In the order of the mutants, whichever is caught first.
    return report(
        Stream.of(mutants()).parallel().map(mutant -> Hunt.of(mutant, seed, scenarios)).toList());
  }

  private static Mutation[] mutants() {
    try {
      return Class.forName(MUTANTS).asSubclass(Mutation.class).getEnumConstants();
    } catch (ClassNotFoundException e) {
      throw new AssertionError("this program was packed without the mutants", e);
    }
  }

  private static Report report(List<Hunt> hunts) {
    List<Hunt> survivors = hunts.stream().filter(Hunt::survived).toList();
    var json = Json.object();
    json.put("mutants", hunts.size());
    json.put("killed", hunts.size() - survivors.size());
    var names = json.putArray("survivors");
    survivors.forEach(each -> names.add(each.mutation().name()));
    var results = json.putArray("results");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("MUTANT", "BREAKS", "CAUGHT", "SEED", "SCENARIOS", "WHAT IT DOES WRONG"));
    for (Hunt hunt : hunts) {
      Mutation mutant = hunt.mutation();
      String caught = hunt.violation().map(each -> each.invariant().name()).orElse("never");
      String at = hunt.witness().map(run -> run.scenario().seed() + "").orElse("-");
      String tried = hunt.scenarios() + "";
      String expected = mutant.expected().name();
      rows.add(List.of(mutant.name(), expected, caught, at, tried, mutant.text()));
      var result = results.addObject();
      result.put("mutant", mutant.name());
      result.put("text", mutant.text());
      result.put("expected", expected);
      result.put("scenarios", hunt.scenarios());
      hunt.witness()
          .ifPresentOrElse(
              run -> result.put("seed", run.scenario().seed()), () -> result.putNull("seed"));
      hunt.violation()
          .map(Violation::detail)
          .ifPresentOrElse(
              detail -> result.put("caught", caught).put("detail", detail),
              () -> result.putNull("caught").putNull("detail"));
    }
    List<String> lines = new ArrayList<>(Plain.table(rows));
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT, "%d of %d caught", hunts.size() - survivors.size(), hunts.size()));
    return new Report(json, lines, survivors.isEmpty() ? CommandExit.DONE : CommandExit.FAILED);
  }
}
