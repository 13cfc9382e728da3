package dev.bzzz.p2p.gossip;

/** Why a message of a peer is neither delivered nor passed on. */
public enum IgnoredBecause {
  /** It has more than {@link SignedMessage#MAX_DATA_BYTES} of data. The peer is not punished. */
  TOO_LARGE,

  /** Its form is wrong, or it is not signed. */
  MALFORMED,

  /** Its signature is not of its author. */
  FORGED,

  /** Its author has a key of another kind than Ed25519. The peer is not punished. */
  UNKNOWN_KEY,

  /** Too many others were under check. The peer is not punished. */
  NO_ROOM
}
