package dev.bzzz.git.ledger;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Tip;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** The claim refs of one repository, however they are reached. Safe for use by many threads. */
interface Register extends AutoCloseable {
  /**
   * Lists the refs that matter.
   *
   * @param number the one task whose claim is wanted; empty for all
   */
  Sight look(OptionalLong number, Deadline deadline) throws IOException;

  /** Moves a claim, with its branch. */
  CasResult cas(CasRequest request, Deadline deadline);

  /** Whether {@link #cas(List, Deadline)} takes one call for all. */
  default boolean gathers() {
    return false;
  }

  /** Moves claims, each by itself and without a branch; a result for each, in their order. */
  default List<CasResult> cas(List<CasRequest> requests, Deadline deadline) {
    return requests.stream().map(request -> cas(request, deadline)).toList();
  }

  /**
   * Deletes the ref of a damaged claim.
   *
   * @param damaged the claim as it was read
   * @return false when it is not so any more; then nothing was deleted
   */
  boolean remove(Tip damaged, Deadline deadline) throws IOException;

  /** Forgets what is kept in memory, since a reading made no sense; the next one is fresh. */
  void doubt();

  @Override
  void close();
}
