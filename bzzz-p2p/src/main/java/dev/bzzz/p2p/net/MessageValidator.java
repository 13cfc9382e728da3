package dev.bzzz.p2p.net;

import dev.bzzz.p2p.gossip.Verdict;

/**
 * Says whether a message of a topic is to be delivered and passed on. Called by several threads;
 * has to be quick, since everything behind the message waits.
 */
@FunctionalInterface
public interface MessageValidator {
  /** The verdict; an exception counts as {@link Verdict#IGNORE}. */
  Verdict check(MeshMessage message);
}
