package dev.bzzz.p2p.net;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;

/**
 * Hears about the peers of a node. Called by one thread at a time, in order, and never by the loop;
 * when it falls behind by more than {@value #MAX_WAITING} events, some are lost.
 */
public interface NodeEvents {
  /** How many events may wait. */
  int MAX_WAITING = 4096;

  /**
   * A peer is connected that was not.
   *
   * @param address where it is, with its id
   * @param outbound whether this node dialled
   */
  default void connected(PeerId peer, Multiaddr address, boolean outbound) {}

  /**
   * The last connection to a peer is gone.
   *
   * @param why for people
   */
  default void disconnected(PeerId peer, String why) {}

  /**
   * A peer is not taken, and will not be until somebody mends something: it has no Ed25519 key, is
   * not on the list of those that are allowed, or is not of the same private network. Told once for
   * each address of a host and each of these three.
   *
   * @param address from which it came, or where it is
   * @param why for people, with what to do
   */
  default void refused(Multiaddr address, String why) {}

  /** A peer has said what it speaks and where it listens, for the first time or anew. */
  default void identified(PeerId peer, PeerInfo info) {}
}
