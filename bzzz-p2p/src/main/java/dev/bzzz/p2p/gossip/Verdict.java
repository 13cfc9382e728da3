package dev.bzzz.p2p.gossip;

/** What came of checking a message. */
public enum Verdict {
  /** The signature holds and the application wants it: deliver and forward. */
  ACCEPT,
  /** The signature holds, but the application says no honest peer would forward it: P4. */
  REJECT,
  /** The signature holds, or nothing can be said about it: drop the message and blame nobody. */
  IGNORE,
  /**
   * The signature does not hold: P4, and the id stays open, so that a forgery cannot keep out the
   * message it pretends to be.
   */
  FORGED
}
