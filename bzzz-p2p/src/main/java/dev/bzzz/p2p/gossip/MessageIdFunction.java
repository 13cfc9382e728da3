package dev.bzzz.p2p.gossip;

/**
 * Computes the ids of messages. All peers of a topic have to use the same function, or gossip about
 * messages is of no use. Called on the machine's thread; has to be quick and pure.
 */
@FunctionalInterface
public interface MessageIdFunction {
  /** The id of a message, whose form is known to be right, but whose signature may not hold. */
  MessageId idOf(SignedMessage message);

  /**
   * The specification's default: the author's peer id followed by the sequence number. With it, and
   * with it only, peers are understood that use js-libp2p with its defaults.
   */
  static MessageIdFunction authorAndSequence() {
    return AuthorAndSequence.FUNCTION;
  }

  /** Holds the one instance, by which it is known. */
  final class AuthorAndSequence {
    private static final MessageIdFunction FUNCTION = SignedMessage::authorAndSequence;

    private AuthorAndSequence() {}
  }
}
