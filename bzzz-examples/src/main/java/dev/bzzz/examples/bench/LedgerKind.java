package dev.bzzz.examples.bench;

import dev.bzzz.core.NotFound;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** The ledgers that can be measured: a name of the command line, and who makes its fleet. */
public enum LedgerKind {
  /** One in-memory ledger, one thread for each agent. */
  MEMORY("memory", MemoryFleet::new),
  /** A bare repository in a folder of this machine, one process for each agent. */
  GIT("git", GitFleet::new),
  /** Three voters on a mesh in this process, one thread for each agent. */
  QUORUM("quorum", QuorumFleet::new);

  private final String label;
  private final IntFunction<BenchFleet> fleet;

  LedgerKind(String label, IntFunction<BenchFleet> fleet) {
    this.label = label;
    this.fleet = fleet;
  }

  /** The kind of this name. */
  public static LedgerKind parse(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new NotFound(
                    "there is no ledger '"
                        + label
                        + "' to measure; use "
                        + Arrays.stream(values())
                            .map(LedgerKind::label)
                            .collect(Collectors.joining(" or "))));
  }

  /** What it is called on the command line. */
  public String label() {
    return label;
  }

  BenchFleet fleet(int agents) {
    return fleet.apply(agents);
  }
}
