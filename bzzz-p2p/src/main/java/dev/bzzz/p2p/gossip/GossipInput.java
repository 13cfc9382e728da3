package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.PeerId;
import java.net.InetAddress;
import java.util.Optional;

/** Facts a gossip machine learns. */
public sealed interface GossipInput {
  /**
   * Our outgoing stream to the peer is there, and agreed on a version. The answer is the hello: all
   * our subscriptions. When it comes again (the stream broke and was replaced) the peer gets
   * another hello and keeps its state.
   *
   * @param outbound whether we dialled the connection
   * @param address where the peer connects from, for the count of peers on one address; empty when
   *     that is not known or must not count
   */
  record PeerUp(PeerId peer, GossipVersion version, boolean outbound, Optional<InetAddress> address)
      implements GossipInput {}

  /** The last connection to the peer is gone. Harmless for a peer that is not known. */
  record PeerDown(PeerId peer) implements GossipInput {}

  /**
   * The peer opened a new stream in place of one it had: what it subscribed to is forgotten, and
   * its hello is awaited. Not for its first stream.
   */
  record StreamReplaced(PeerId peer) implements GossipInput {}

  /**
   * A peer sent this. It may come before {@link PeerUp}: subscriptions are then remembered, and
   * what would have to be answered is not.
   */
  record Received(PeerId from, Rpc rpc) implements GossipInput {}

  /**
   * The signature of a message under {@link GossipEffect.Check} holds, and its validator is still
   * to run. Optional: with it, peers hear early that a large message need not be sent again.
   */
  record SignatureHolds(long token) implements GossipInput {}

  /** The answer to {@link GossipEffect.Check}; one for each. */
  record Checked(long token, Verdict verdict) implements GossipInput {}

  /** We want the messages of a topic. Nothing happens when we have it already. */
  record Join(String topic) implements GossipInput {}

  /** We no longer want the messages of a topic. */
  record Leave(String topic) implements GossipInput {}

  /**
   * Send our own message. It is not delivered to ourselves, and nothing happens when it was
   * published before.
   */
  record Publish(SignedMessage message) implements GossipInput {}

  /** What the application thinks of a peer (P5); 0 when it has no opinion. */
  record AppScore(PeerId peer, double score) implements GossipInput {}

  /** The machine's deadline has come. */
  record Tick() implements GossipInput {}
}
