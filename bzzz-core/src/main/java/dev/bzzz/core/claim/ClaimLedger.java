package dev.bzzz.core.claim;

import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.List;

/**
 * The one decider per task: a register that holds a signed record and moves by compare-and-swap.
 *
 * <p>Safety rests on three things: {@link #cas} is linearizable, signatures hold, and branches move
 * only together with a record. A ledger writes no record that {@link Transitions} forbids, and
 * never returns one in a chain. Safe for use by many threads and, where durable, by many processes.
 */
public interface ClaimLedger extends AutoCloseable {
  /** What this ledger guarantees. */
  LedgerFeatures features();

  /**
   * Reads and verifies a task's newest records.
   *
   * @throws dev.bzzz.core.TransientException if the ledger cannot be reached now
   * @throws dev.bzzz.core.PermanentException if the repository has no policy or does not exist
   */
  Tip read(TaskId task);

  /**
   * Moves a task from one tip to the next record, with its branches.
   *
   * @param timeout how long to wait for an answer; then the result is {@link CasResult.Unknown}
   */
  CasResult cas(CasRequest request, Duration timeout);

  /**
   * Moves several tasks of one repository. Each is moved or not, whatever becomes of the others; a
   * ledger whose {@link LedgerView#gathers} asks for all of them in one call.
   *
   * @param requests at most one for a task, none of which moves a branch
   * @param timeout how long to wait for the answer of a call
   * @return a result for each request, in the same order
   */
  default List<CasResult> cas(List<CasRequest> requests, Duration timeout) {
    return requests.stream().map(request -> cas(request, timeout)).toList();
  }

  /**
   * Reads all claims of a repository, its head and its policy at once.
   *
   * @throws dev.bzzz.core.TransientException if the ledger cannot be reached now
   * @throws dev.bzzz.core.PermanentException if the repository has no policy or does not exist
   */
  LedgerView scan(RepositoryId repository);

  @Override
  void close();
}
