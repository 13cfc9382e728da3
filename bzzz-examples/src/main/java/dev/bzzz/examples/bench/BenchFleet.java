package dev.bzzz.examples.bench;

import dev.bzzz.core.claim.LedgerView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Agents that stand ready to race for the tasks of one repository, on one kind of ledger. Made by a
 * {@link LedgerKind}; confined to one thread.
 */
interface BenchFleet extends AutoCloseable {
  /**
   * Lets all agents race for tasks 1 to {@code tasks} until each was granted.
   *
   * @param ground which of the two repositories: a first race warms up the machine, the second
   *     counts
   * @return what each agent measured
   */
  List<Samples> race(Ground ground, int tasks) throws InterruptedException;

  /** The claims as the ledger tells them after the race. */
  LedgerView view(Ground ground);

  /**
   * How long this machine takes to force a small file to its disk, measured where the claims are;
   * empty when the ledger writes to no disk.
   */
  Optional<List<Duration>> diskSyncs();

  @Override
  void close();

  /** Which repository to race on. */
  enum Ground {
    WARM_UP("bench/warm-up"),
    RACE("bench/race");

    private final String repository;

    Ground(String repository) {
      this.repository = repository;
    }

    /** The repository's name. */
    String repository() {
      return repository;
    }
  }
}
