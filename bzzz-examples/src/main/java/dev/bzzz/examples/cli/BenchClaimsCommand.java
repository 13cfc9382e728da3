package dev.bzzz.examples.cli;

import dev.bzzz.examples.bench.ClaimBench;
import dev.bzzz.examples.bench.LedgerKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "claims",
    description = {
      "Let agents claim tasks as fast as the ledger lets them.",
      "Reports how long a grant takes, claims per second, and tries per task."
    })
final class BenchClaimsCommand extends BzzzCommand {
  @Option(
      names = "--ledger",
      paramLabel = "KIND",
      defaultValue = "git",
      converter = ForLedger.class,
      description =
          "memory: threads; git: processes on one folder; http: processes on one forge server;"
              + " quorum: threads, three of which vote; git unless given")
  private LedgerKind ledger = LedgerKind.GIT;

  @Option(
      names = "--processes",
      description = "with quorum: give each agent a process of its own, on a libp2p mesh")
  private boolean processes;

  @Option(
      names = "--agents",
      paramLabel = "N",
      converter = Converters.ForNumber.class,
      defaultValue = "6",
      description = "how many agents, 1 to 64; 6 unless given")
  private long agents;

  @Option(
      names = "--tasks",
      paramLabel = "M",
      converter = Converters.ForNumber.class,
      defaultValue = "300",
      description =
          "how many tasks they claim, 1 to " + ClaimBench.Options.MAX_TASKS + "; 300 unless given")
  private long tasks;

  @Override
  Report execute() throws InterruptedException {
    var options =
        new ClaimBench.Options(
            processes ? withProcesses() : ledger,
            within("--agents", agents, 1, ClaimBench.Options.MAX_AGENTS),
            within("--tasks", tasks, 1, ClaimBench.Options.MAX_TASKS));
    ClaimBench.Result result = new ClaimBench(options).run();
    return new Report(
        result.json(), result.lines(), result.allWell() ? CommandExit.DONE : CommandExit.FAILED);
  }

  private LedgerKind withProcesses() {
    try {
      return ledger.withProcesses();
    } catch (dev.bzzz.core.NotFound e) {
      throw wrongUsage("--processes: " + e.getMessage());
    }
  }

  /** The name of a ledger. */
  static final class ForLedger implements ITypeConverter<LedgerKind> {
    @Override
    public LedgerKind convert(String text) {
      try {
        return LedgerKind.parse(text);
      } catch (dev.bzzz.core.NotFound e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
