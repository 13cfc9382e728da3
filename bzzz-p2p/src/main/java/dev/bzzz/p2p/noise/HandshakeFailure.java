package dev.bzzz.p2p.noise;

/** What a peer did wrong in a handshake; caught within the package, without a stack trace. */
final class HandshakeFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean mendable;

  HandshakeFailure(String why) {
    this(why, false);
  }

  /**
   * A failure.
   *
   * @param mendable whether the peer did nothing wrong and could be let in as somebody else
   */
  HandshakeFailure(String why, boolean mendable) {
    super(why, null, false, false);
    this.mendable = mendable;
  }

  boolean isMendable() {
    return mendable;
  }

  /** Why, as text. */
  String why() {
    return String.valueOf(getMessage());
  }
}
