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
  GIT("git", agents -> new GitFleet(agents, GitFleet.Way.FOLDER)),
  /** The same behind a forge server in this process, by git's smart HTTP protocol. */
  HTTP("http", agents -> new GitFleet(agents, GitFleet.Way.HTTP)),
  /** Three voters on a mesh in this process, one thread for each agent. */
  QUORUM("quorum", QuorumFleet::new),
  /** The same with one process for each agent, on a libp2p mesh of this machine. */
  QUORUM_PROCESSES("quorum-processes", QuorumProcessFleet::new);

  /** Agents in one process warm up the same code; with git, most of the time is not Java's. */
  private static final int WARM_UP_TASKS = 30;

  /** In a process of its own a method is compiled after 200 calls, of which a claim makes a few. */
  private static final int WARM_UP_TASKS_ON_MESH = 150;

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

  /**
   * The same ledger, with a process for each agent.
   *
   * @throws NotFound if it is not measured so
   */
  public LedgerKind withProcesses() {
    return switch (this) {
      case GIT, HTTP, QUORUM_PROCESSES -> this;
      case QUORUM -> QUORUM_PROCESSES;
      case MEMORY ->
          throw new NotFound("agents of several processes cannot share the ledger 'memory'");
    };
  }

  /** What it is called on the command line. */
  public String label() {
    return label;
  }

  /** How many tasks each agent claims before it is measured. */
  int warmUpTasks() {
    return this == QUORUM_PROCESSES ? WARM_UP_TASKS_ON_MESH : WARM_UP_TASKS;
  }

  BenchFleet fleet(int agents) {
    return fleet.apply(agents);
  }
}
