package dev.bzzz.p2p.gossip;

/** What a signature is worth. */
public enum SignatureCheck {
  /** The author signed the message. */
  GENUINE,
  /** Somebody else did, or nobody. */
  FORGED,
  /** The author's key is not an Ed25519 key, so that nothing is known. */
  UNKNOWN_KEY
}
