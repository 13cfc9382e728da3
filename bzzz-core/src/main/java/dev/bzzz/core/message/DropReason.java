package dev.bzzz.core.message;

/** Why a message was not acted on. */
public enum DropReason {
  /** Longer than {@link dev.bzzz.core.mesh.Envelope#MAX_BYTES} bytes. */
  OVERSIZED,
  /** Not of the form its type has. */
  MALFORMED,
  /** Its signature is not its sender's. */
  FORGED,
  /** Meant for another network. */
  OTHER_NETWORK,
  /** Its sender is in no policy, or in none any more, of a repository it speaks of. */
  UNAUTHORISED,
  /** Heard before, or too old to know. */
  REPLAYED,
  /** Signed further in the future than clocks differ. */
  FUTURE_DATED,
  /** Signed too long ago. */
  STALE,
  /** Its sender says more than its share. */
  OVER_QUOTA,
  /** A voter that voted for two on one ballot; its votes there no longer count. */
  FRAUD,
  /** More messages came than could be taken in. */
  INBOX_FULL,
  /** The mesh took no more: this one was to be sent, not heard. */
  SATURATED
}
