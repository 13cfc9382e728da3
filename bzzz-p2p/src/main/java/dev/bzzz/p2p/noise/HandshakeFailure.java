package dev.bzzz.p2p.noise;

/** What a peer did wrong in a handshake; caught within the package, without a stack trace. */
final class HandshakeFailure extends Exception {
  private static final long serialVersionUID = 1L;

  HandshakeFailure(String why) {
    super(why, null, false, false);
  }

  /** Why, as text. */
  String why() {
    return String.valueOf(getMessage());
  }
}
