package dev.bzzz.core.claim.quorum;

import java.util.List;

/** What a voter must not forget. Safe for use by many threads, or confined to one simulation. */
interface Votes {
  /** What tells this store from one that was lost. */
  String id();

  /**
   * All that was written; none of it may be told to anybody before {@link #settle} has returned.
   */
  VoteState state();

  /**
   * Writes entries down.
   *
   * @throws dev.bzzz.core.PermanentException if nothing more can be written
   */
  void write(List<Entry> entries);

  /**
   * Returns once all that was written before is on the disk.
   *
   * @throws dev.bzzz.core.PermanentException if it is not; nothing more is written then
   */
  void settle();
}
