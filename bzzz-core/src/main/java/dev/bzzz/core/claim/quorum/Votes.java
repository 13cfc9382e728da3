package dev.bzzz.core.claim.quorum;

import java.util.List;

/** What a voter must not forget. Safe for use by many threads, or confined to one simulation. */
interface Votes {
  /** What tells this store from one that was lost. */
  String id();

  /** What is on the disk. */
  VoteState state();

  /**
   * Writes entries down, and returns once they are on the disk.
   *
   * @throws dev.bzzz.core.PermanentException if they are not; nothing more is written then
   */
  void write(List<Entry> entries);
}
