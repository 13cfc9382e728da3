package dev.bzzz.p2p.net;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.mesh.LaterHandler;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.RequestHandler;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.Libp2pConfig;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.discovery.MeshProbe;
import dev.bzzz.p2p.gossip.GossipMachine;
import dev.bzzz.p2p.gossip.IgnoredBecause;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * All parts of a node, put together; {@link dev.bzzz.p2p.Libp2pNode} is what users see of it. Safe
 * for use by many threads.
 */
public final class Node implements AutoCloseable {
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final PeerId self;
  private final NodeLoop loop;
  private final ConnectionLayer layer;
  private final RequestService requests;
  private final AnswerService answers;
  private final PingService pings;
  private final IdentifyService identify;
  private final GossipService gossip;
  private final Events events;
  private final Callbacks callbacks;
  private volatile Optional<Finder> finder = Optional.empty();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Starts a node and listens.
   *
   * @throws dev.bzzz.core.PermanentException if an address cannot be had
   */
  public Node(Signer signer, Libp2pConfig config) {
    this(signer, config, InetAddress::getAllByName);
  }

  Node(Signer signer, Libp2pConfig config, HostNames.Lookup lookup) {
    this.self = PeerId.of(signer.id());
    String name = "bzzz-p2p-" + signer.id().brief();
    this.loop = new NodeLoop(name);
    this.events = new Events(name + "-events");
    config.events().forEach(events::add);
    this.callbacks = new Callbacks(name + "-callbacks");
    HostNames names = new HostNames(name + "-names", loop, lookup, HostNames.PATIENCE);
    this.layer = new ConnectionLayer(signer, config, loop, events, names);
    Connections connections = layer.connections();
    Protocols protocols = layer.protocols();
    this.requests = new RequestService(loop, connections);
    this.answers = new AnswerService(name + "-requests", loop, protocols);
    this.pings = new PingService(loop, connections);
    this.identify =
        new IdentifyService(
            loop,
            connections,
            new SelfDescription(
                signer, protocols, layer.listening()::addresses, config.agentVersion()),
            this::identified);
    Random random = new Random(new SecureRandom().nextLong());
    this.gossip =
        new GossipService(
            name,
            loop,
            connections,
            signer,
            new GossipService.GossipSetup(
                new GossipMachine(self, config.gossip(), config.scores(), random),
                config.verifier(),
                new TopicNames(config.networkKey())));
    assemble(config);
    try {
      layer.listen();
      finder = Finder.start(self, config, layer::dial, layer.listening().sockets());
      finder.ifPresent(each -> loop.run(() -> join(each)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void assemble(Libp2pConfig config) {
    Protocols protocols = layer.protocols();
    Switchboard switchboard = layer.switchboard();
    switchboard.serveProof();
    switchboard.scores(gossip::score);
    pings.serve(protocols);
    identify.serve(protocols);
    gossip.start(
        protocols,
        wanted ->
            config.peers().stream()
                .filter(address -> address.peer().filter(wanted::equals).isPresent())
                .filter(Multiaddr::isTcp)
                .forEach(layer::dial));
    switchboard.add(identify);
    switchboard.add(gossip);
    switchboard.add(new Announcer(events));
    answers.serve(MeshProbe.PROTOCOL, MeshProbe.handler(InstantSource.system()));
  }

  /** Peers may have connected before. */
  private void join(Finder late) {
    layer.switchboard().add(late);
    layer.connections().all().forEach(each -> late.connected(each, true));
  }

  private void identified(PeerId peer, PeerInfo info) {
    finder.ifPresent(each -> each.identified(peer, info.addresses()));
    events.tell(listener -> listener.identified(peer, info));
  }

  /** The name of this node. */
  public PeerId self() {
    return self;
  }

  /** Where this node listens now, each with its id. */
  public List<Multiaddr> addresses() {
    return layer.listening().addresses().stream().map(address -> address.withPeer(self)).toList();
  }

  /** Peers that are connected now. */
  public Set<PeerId> peers() {
    return layer.connections().peers();
  }

  /** All connections, as they are now. */
  public List<ConnectionInfo> connections() {
    return layer.infos();
  }

  /** Connects to an address; done when the connection may be used. */
  public CompletableFuture<PeerId> dial(Multiaddr address) {
    requireOpen();
    return callbacks.after(layer.dial(address));
  }

  /** Measures the round trip to a peer, through all layers. */
  public CompletableFuture<Duration> ping(PeerId peer) {
    requireOpen();
    return callbacks.after(pings.ping(peer));
  }

  /** Publishes a message. */
  public PublishResult publish(Topic topic, byte[] data) {
    requireOpen();
    return gossip.publish(topic, data);
  }

  /** Waits until a message is taken; false when the time is up. */
  public boolean awaitRoom(Duration timeout) throws InterruptedException {
    return gossip.awaitRoom(timeout);
  }

  /** Waits until all that was published has left; false when the time is up. */
  public boolean awaitSent(Duration timeout) throws InterruptedException {
    return gossip.awaitSent(timeout);
  }

  /** Subscribes to a topic. */
  public Subscription subscribe(Topic topic, Consumer<MeshMessage> handler) {
    requireOpen();
    return gossip.subscribe(topic, handler);
  }

  /** Has the messages of a topic validated before they are delivered and passed on. */
  public void validate(Topic topic, MessageValidator validator) {
    gossip.validate(topic, validator);
  }

  /** Asks a peer. */
  public CompletableFuture<byte[]> request(
      AgentId peer, String protocol, byte[] data, Duration timeout) {
    requireOpen();
    return callbacks.after(requests.request(peer, protocol, data, timeout));
  }

  /** Asks a peer; the future is completed on the loop. */
  public CompletableFuture<byte[]> requestInline(
      AgentId peer, String protocol, byte[] data, Duration timeout) {
    requireOpen();
    return requests.request(peer, protocol, data, timeout);
  }

  /** Answers requests. */
  public void serve(String protocol, RequestHandler handler) {
    requireOpen();
    answers.serve(protocol, handler);
    loop.run(identify::push);
  }

  /** Answers requests later; the handler is called on the loop. */
  public void serveLater(String protocol, LaterHandler handler) {
    requireOpen();
    answers.serveLater(protocol, handler);
    loop.run(identify::push);
  }

  /** Tells a listener about peers until it is removed. */
  public void addEvents(NodeEvents listener) {
    events.add(listener);
  }

  /** Tells a listener no more. */
  public void removeEvents(NodeEvents listener) {
    events.remove(listener);
  }

  /** How many messages were lost because handlers took too long. */
  public long missedMessages() {
    return gossip.dropped();
  }

  /** How many messages of peers were ignored, and why. */
  public Map<IgnoredBecause, Long> ignoredMessages() {
    return gossip.ignored();
  }

  /** Peers that have said that they hear a topic; none when the node is closed. */
  public CompletableFuture<List<PeerId>> subscribersOf(Topic topic) {
    CompletableFuture<List<PeerId>> result = new CompletableFuture<>();
    if (!loop.run(() -> result.complete(gossip.subscribersOf(topic)))) {
      result.complete(List.of());
    }
    return callbacks.after(result);
  }

  /** Tells the peers, closes all connections and ends all threads. Closing twice does nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    finder.ifPresent(Finder::close);
    layer.listenNoMore();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    loop.execute(
        () -> {
          gossip.close();
          layer.end();
          ended.complete(null);
        });
    if (!loop.inLoop()) { // which cannot wait for itself
      ended.completeOnTimeout(null, CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }
    answers.close();
    events.close();
    loop.close(CLOSE_PATIENCE);
    callbacks.close();
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the node of peer " + self + " is closed");
    }
  }
}
