package dev.bzzz.p2p.net;

import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.GossipEffect;
import dev.bzzz.p2p.gossip.GossipInput;
import dev.bzzz.p2p.gossip.GossipMachine;
import dev.bzzz.p2p.gossip.GossipVersion;
import dev.bzzz.p2p.gossip.IgnoredBecause;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs the gossip router: streams to and from the peers, signatures and validators, publishing and
 * delivery. Confined to the loop, besides what is said to be safe for use by many threads.
 */
final class GossipService
    implements GossipEffect.Handler, GossipPeer.Owner, Switchboard.PeerService {
  private static final Duration WATCH_EVERY = Duration.ofMillis(2);

  /** How many messages of others are checked for each own one that leaves meanwhile. */
  private static final int OTHERS_PER_OWN = 8;

  private final NodeLoop loop;
  private final Connections connections;
  private final TopicNames names;
  private final GossipMachine machine;
  private final MachineRunner<GossipInput, GossipEffect> runner;
  private final MessageChecks checks;
  private final Deliveries deliveries;
  private final Publisher publisher;
  private final Map<PeerId, GossipPeer> peers = new HashMap<>();
  private final GossipIntake intake;
  private final IgnoredMessages ignored = new IgnoredMessages();
  private final AtomicInteger congested = new AtomicInteger();

  /** Messages of others; written on the loop only. */
  private volatile int checked;

  /** When so many messages of others have been checked, one of this node may leave. */
  private volatile int ownTurn;

  private Consumer<PeerId> wanted = peer -> {};

  GossipService(
      String name, NodeLoop loop, Connections connections, Signer signer, GossipSetup setup) {
    this.loop = loop;
    this.connections = connections;
    this.names = setup.names();
    this.machine = setup.machine();
    this.runner = new MachineRunner<>(machine, new GossipInput.Tick(), this::carryOut, loop);
    this.checks =
        new MessageChecks(
            name,
            loop,
            setup.verifier(),
            new MessageChecks.Ends(names, this::checked, this::resume));
    this.deliveries = new Deliveries(name + "-deliver", loop, this::resume);
    this.intake = new GossipIntake(() -> checks.full() || deliveries.full(), this.runner::on);
    this.publisher =
        new Publisher(
            signer, loop, message -> runner.on(new GossipInput.Publish(message)), this::busy);
  }

  /**
   * What a gossip service is made of.
   *
   * @param machine the router
   * @param verifier checks signatures
   * @param names of topics on the wire
   */
  record GossipSetup(GossipMachine machine, Verifier verifier, TopicNames names) {}

  /** Serves the protocols, and asks for peers that the router wants to be connected with. */
  void start(Protocols protocols, Consumer<PeerId> dial) {
    wanted = dial;
    for (String protocol : GossipVersion.protocols()) {
      protocols.serve(protocol, intake::accept);
    }
  }

  /** Publishes; safe for use by many threads. */
  PublishResult publish(Topic topic, byte[] data) {
    PublishResult result = publisher.publish(names.wire(topic), data);
    if (result == PublishResult.ACCEPTED) {
      ownTurn = checked + OTHERS_PER_OWN;
    }
    return result;
  }

  /** Waits until {@link #publish} takes a message; safe for use by many threads. */
  boolean awaitRoom(Duration timeout) throws InterruptedException {
    return publisher.awaitRoom(timeout);
  }

  /** Waits until nothing waits to be sent; safe for use by many threads. */
  boolean awaitSent(Duration timeout) throws InterruptedException {
    CompletableFuture<Boolean> sent = new CompletableFuture<>();
    if (!loop.run(() -> watch(sent))) {
      return false;
    }
    try {
      return sent.get(TimeUnit.MILLISECONDS.convert(timeout), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      sent.complete(false); // so that it is watched no more
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError("nothing completes it so", e);
    }
  }

  private void watch(CompletableFuture<Boolean> sent) {
    boolean all = publisher.isEmpty();
    for (GossipPeer peer : peers.values()) {
      all &= peer.isEmpty();
    }
    if (all) {
      sent.complete(true);
    } else if (!sent.isDone()) {
      loop.after(WATCH_EVERY, () -> watch(sent));
    }
  }

  /** Subscribes; safe for use by many threads. */
  Subscription subscribe(Topic topic, Consumer<MeshMessage> handler) {
    Subscription subscription =
        deliveries.subscribe(topic, handler, () -> loop.run(() -> leave(topic)));
    loop.run(() -> join(topic));
    return subscription;
  }

  /** Validates the messages of a topic; safe for use by many threads. */
  void validate(Topic topic, MessageValidator validator) {
    checks.validate(topic, validator);
  }

  @Override
  public void connected(Connection connection, boolean first) {
    peers.computeIfAbsent(connection.peer(), id -> new GossipPeer(id, loop, this)).open();
  }

  @Override
  public void disconnected(Connection connection, boolean last, String why) {
    GossipPeer gone = last ? peers.remove(connection.peer()) : null;
    if (gone != null) {
      intake.forget(connection.peer());
      gone.close();
      runner.on(new GossipInput.PeerDown(connection.peer()));
    }
  }

  double score(PeerId peer) {
    return machine.score(peer);
  }

  List<PeerId> subscribersOf(Topic topic) {
    return machine.subscribers(names.wire(topic));
  }

  /** How many messages handlers have missed; safe for use by many threads. */
  long dropped() {
    return deliveries.dropped();
  }

  /** How many messages of peers were ignored, and why; safe for use by many threads. */
  Map<IgnoredBecause, Long> ignored() {
    return ignored.counts();
  }

  /** Ends the threads; publishing fails from then on. */
  void close() {
    publisher.close();
    runner.stop();
    checks.close();
    deliveries.close();
  }

  @Override
  public void send(GossipEffect.Send effect) {
    GossipPeer peer = peers.get(effect.to());
    if (peer != null) {
      peer.send(effect.rpc().frame(), effect.droppable());
    }
  }

  @Override
  public void check(GossipEffect.Check effect) {
    checks.check(effect);
  }

  @Override
  public void deliver(GossipEffect.Deliver effect) {
    names.message(effect.message()).ifPresent(deliveries::deliver);
  }

  @Override
  public void connect(GossipEffect.Connect effect) {
    wanted.accept(effect.peer());
  }

  @Override
  public void ignored(GossipEffect.Ignored effect) {
    ignored.count(effect);
  }

  @Override
  public Optional<Connection> connection(PeerId peer) {
    return connections.to(peer);
  }

  @Override
  public void up(PeerId peer, GossipVersion version, Connection connection) {
    Optional<InetAddress> address = Optional.of(connection.remote().getAddress());
    runner.on(new GossipInput.PeerUp(peer, version, connection.outbound(), address));
  }

  @Override
  public void congestion(int change) {
    if (congested.addAndGet(change) == 0) {
      publisher.room();
    }
  }

  /** Others that send without measure slow this node down, but do not silence it. */
  private boolean busy() {
    return congested.get() > 0 || checks.full() && checked - ownTurn < 0;
  }

  private void checked(GossipInput input) {
    runner.on(input);
    checked++;
    if (checked == ownTurn && checks.full()) {
      publisher.room();
    }
  }

  private void join(Topic topic) {
    if (deliveries.hears(topic)) {
      names.join(topic);
      runner.on(new GossipInput.Join(names.wire(topic)));
    }
  }

  private void leave(Topic topic) {
    if (!deliveries.hears(topic)) {
      runner.on(new GossipInput.Leave(names.wire(topic)));
      names.leave(topic);
    }
  }

  private void carryOut(List<GossipEffect> effects) {
    for (int i = 0; i < effects.size() && !runner.stopped(); i++) {
      effects.get(i).applyTo(this);
    }
  }

  /** There is room again, for messages of others first. */
  private void resume() {
    intake.resume();
    if (!busy()) {
      publisher.room();
    }
  }
}
