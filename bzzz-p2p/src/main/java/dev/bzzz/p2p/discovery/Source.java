package dev.bzzz.p2p.discovery;

/** Where an address comes from, the most trusted source first. */
enum Source {
  /** Somebody wrote it down. It is tried for ever. */
  STATIC(256),

  /** A name that somebody wrote down leads there. */
  DNS(512),

  /** A peer that was connected said so itself. */
  SEEN(256),

  /** Anybody on the local network said so. */
  MDNS(256);

  private final int maxPeers;

  Source(int maxPeers) {
    this.maxPeers = maxPeers;
  }

  /** How many peers are remembered of which this is the best source. */
  int maxPeers() {
    return maxPeers;
  }

  boolean isBetterThan(Source other) {
    return compareTo(other) < 0;
  }
}
