package dev.bzzz.p2p;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.mesh.LaterHandler;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.MessageHandler;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.RequestHandler;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.gossip.IgnoredBecause;
import dev.bzzz.p2p.net.ConnectionInfo;
import dev.bzzz.p2p.net.MeshMessage;
import dev.bzzz.p2p.net.MessageValidator;
import dev.bzzz.p2p.net.Node;
import dev.bzzz.p2p.net.NodeEvents;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A mesh over libp2p: TCP, noise, yamux, identify, ping and gossipsub, as other implementations
 * speak them. Safe for use by many threads.
 *
 * <pre>{@code
 * try (Libp2pNode node = Libp2pNode.builder(identity).listen("/ip4/0.0.0.0/tcp/0").start()) {
 *   node.subscribe(Topic.COORDINATION, (from, data) -> …);
 *   node.dial(Multiaddr.parse("/ip4/192.0.2.1/tcp/4001")).join();
 * }
 * }</pre>
 *
 * <p>One thread runs the network; messages are handed to subscribers on another, in order, and
 * requests are answered on a few more. A subscriber that is slower than messages come slows down
 * their senders; one that is stuck for more than two seconds loses messages, which {@link
 * #missedMessages} counts.
 */
public final class Libp2pNode implements Mesh {
  private final Node node;
  private final AgentId self;

  Libp2pNode(Signer signer, Libp2pConfig config) {
    this.self = signer.id();
    this.node = new Node(signer, config);
  }

  /**
   * Sets up a node.
   *
   * @param signer who the node is; {@link dev.bzzz.core.Identity#loadOrCreate} reads one from a
   *     file
   */
  public static Libp2pNodeBuilder builder(Signer signer) {
    return new Libp2pNodeBuilder(signer);
  }

  @Override
  public AgentId self() {
    return self;
  }

  @Override
  public Set<AgentId> peers() {
    Set<AgentId> agents = new TreeSet<>();
    for (PeerId peer : node.peers()) {
      peer.agent().ifPresent(agents::add);
    }
    return agents;
  }

  @Override
  public Subscription subscribe(Topic topic, MessageHandler handler) {
    return node.subscribe(topic, message -> handler.message(message.from(), message.data()));
  }

  /** Hears a topic until closed, with the numbers of the messages. */
  public Subscription subscribe(Topic topic, Consumer<MeshMessage> handler) {
    return node.subscribe(topic, handler);
  }

  /**
   * Sends to all subscribers of a topic. {@link PublishResult#SATURATED} when half a megabyte is on
   * its way within this node, when as much waits for a peer that still reads, or when a thousand
   * signatures wait to be checked; {@link #awaitRoom} waits until that is over.
   *
   * @throws IllegalArgumentException if the message is longer than {@link #MAX_MESSAGE_BYTES}
   */
  @Override
  public PublishResult publish(Topic topic, byte[] data) {
    requireSize(data);
    return node.publish(topic, data);
  }

  /**
   * Waits until {@link #publish} is likely to take a message.
   *
   * @return false when the time is up
   */
  public boolean awaitRoom(Duration timeout) throws InterruptedException {
    return node.awaitRoom(timeout);
  }

  /**
   * Waits until all that was published has left this node. It has not arrived by then: an answer to
   * a {@link #ping} that was sent afterwards says that it has.
   *
   * @return false when the time is up, and at once when the node is closed
   */
  public boolean awaitSent(Duration timeout) throws InterruptedException {
    return node.awaitSent(timeout);
  }

  /**
   * Has the messages of a topic looked at before they are delivered and passed on to other peers.
   */
  public void validate(Topic topic, MessageValidator validator) {
    node.validate(topic, validator);
  }

  @Override
  public CompletableFuture<byte[]> request(
      AgentId peer, String protocol, byte[] data, Duration timeout) {
    requireSize(data);
    return node.request(peer, protocol, data, timeout);
  }

  @Override
  public CompletableFuture<byte[]> requestInline(
      AgentId peer, String protocol, byte[] data, Duration timeout) {
    requireSize(data);
    return node.requestInline(peer, protocol, data, timeout);
  }

  /**
   * Answers requests of a protocol; a second handler replaces the first.
   *
   * @param protocol its id on the wire, such as {@code /my/protocol/1.0.0}
   */
  @Override
  public void serve(String protocol, RequestHandler handler) {
    node.serve(protocol, handler);
  }

  @Override
  public void serveLater(String protocol, LaterHandler handler) {
    node.serveLater(protocol, handler);
  }

  /** This node's name in libp2p. */
  public PeerId peerId() {
    return node.self();
  }

  /** Where this node listens now, each address with its peer id. */
  public List<Multiaddr> addresses() {
    return node.addresses();
  }

  /**
   * Connects to a peer. Fails with a {@link dev.bzzz.core.TransientException} that says why; the
   * peer is refused if it is not the one that the address names. Dials of one address, or of one
   * peer, that overlap make one connection.
   *
   * @throws IllegalArgumentException if the address is not TCP
   */
  public CompletableFuture<PeerId> dial(Multiaddr address) {
    return node.dial(address);
  }

  /** Measures the time to a connected peer and back, through all layers. */
  public CompletableFuture<Duration> ping(PeerId peer) {
    return node.ping(peer);
  }

  /** All connections, as they are now. */
  public List<ConnectionInfo> connections() {
    return node.connections();
  }

  /** Peers that have said that they hear a topic. */
  public CompletableFuture<List<PeerId>> subscribersOf(Topic topic) {
    return node.subscribersOf(topic);
  }

  /** How many messages were lost because subscribers were stuck. */
  public long missedMessages() {
    return node.missedMessages();
  }

  /** How many messages of peers were neither delivered nor passed on, for each reason. */
  public Map<IgnoredBecause, Long> ignoredMessages() {
    return node.ignoredMessages();
  }

  /** Tells a listener about peers until it is removed. */
  public void addEvents(NodeEvents listener) {
    node.addEvents(listener);
  }

  /** Tells a listener no more. */
  public void removeEvents(NodeEvents listener) {
    node.removeEvents(listener);
  }

  /** Tells the peers, closes all connections and ends all threads. Closing twice does nothing. */
  @Override
  public void close() {
    node.close();
  }

  private static void requireSize(byte[] data) {
    if (data.length > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "cannot send a message of "
              + data.length
              + " bytes: at most "
              + MAX_MESSAGE_BYTES
              + " are taken; split it, or send where it can be had");
    }
  }
}
