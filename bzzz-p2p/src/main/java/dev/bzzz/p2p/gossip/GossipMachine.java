package dev.bzzz.p2p.gossip;

import dev.bzzz.core.machine.Machine;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.GossipEffect.Connect;
import dev.bzzz.p2p.gossip.GossipInput.AppScore;
import dev.bzzz.p2p.gossip.GossipInput.Checked;
import dev.bzzz.p2p.gossip.GossipInput.Join;
import dev.bzzz.p2p.gossip.GossipInput.Leave;
import dev.bzzz.p2p.gossip.GossipInput.PeerDown;
import dev.bzzz.p2p.gossip.GossipInput.PeerUp;
import dev.bzzz.p2p.gossip.GossipInput.Publish;
import dev.bzzz.p2p.gossip.GossipInput.Received;
import dev.bzzz.p2p.gossip.GossipInput.SignatureHolds;
import dev.bzzz.p2p.gossip.GossipInput.StreamReplaced;
import dev.bzzz.p2p.gossip.GossipInput.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The gossipsub router: for each topic a mesh of a few peers gets every message, and gossip tells
 * some of the others which messages there were.
 *
 * <p>Signatures and validators are checked outside, by {@link GossipEffect.Check}. Peers that
 * misbehave lose score and are ignored in the end. Peers that others recommend are not dialled:
 * whom to connect to is for discovery to say.
 *
 * @see <a href="https://github.com/libp2p/specs/tree/master/pubsub/gossipsub">gossipsub</a>
 */
public final class GossipMachine implements Machine<GossipInput, GossipEffect> {
  /**
   * Most topics that can be joined: all of them together have to fit into an RPC. Joining more is
   * an {@link IllegalStateException}.
   */
  public static final int MAX_TOPICS = 512;

  /** When the first heartbeat comes, after the first input. */
  static final Duration FIRST_HEARTBEAT = Duration.ofMillis(100);

  /** Every so many heartbeats direct peers that are not connected are dialled; also the first. */
  static final int DIRECT_CONNECT_TICKS = 300;

  private final RouterState state;
  private final Subscriptions subscriptions;
  private final MeshControl meshes;
  private final GossipExchange gossip;
  private final MessageFlow flow;
  private final MeshUpkeep upkeep;
  private @Nullable Instant heartbeat;

  /**
   * Creates a router without peers and topics.
   *
   * @param self our own name: what we wrote does not come back to us
   * @param random decides who is in a mesh and who is told; in production seeded from something
   *     secret, for peers must not foresee it
   */
  public GossipMachine(
      PeerId self, GossipParameters parameters, ScoreParameters scores, Random random) {
    this.state = new RouterState(self, parameters, scores, random);
    this.subscriptions = new Subscriptions(state);
    this.meshes = new MeshControl(state);
    this.gossip = new GossipExchange(state);
    this.flow = new MessageFlow(state);
    this.upkeep = new MeshUpkeep(state, flow);
  }

  @Override
  public List<GossipEffect> on(GossipInput input, Instant now) {
    state.nowMillis = now.toEpochMilli();
    if (heartbeat == null) {
      heartbeat = now.plus(FIRST_HEARTBEAT);
    }
    if (input instanceof Received received) {
      received(received);
    } else if (input instanceof Checked checked) {
      flow.checked(checked.token(), checked.verdict());
    } else if (input instanceof SignatureHolds holds) {
      flow.signatureHolds(holds.token());
    } else if (input instanceof Publish publish) {
      flow.publish(publish.message());
    } else if (input instanceof Tick) {
      tick(now);
    } else {
      rarely(input);
    }
    return state.out.take();
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.ofNullable(heartbeat);
  }

  /** What we think of a peer; 0 for one that is not connected. */
  public double score(PeerId peer) {
    Peer known = state.peers.get(peer);
    return known == null ? 0 : state.score(known);
  }

  /** Who is in the mesh of a topic. */
  public List<PeerId> mesh(String topic) {
    TopicState known = state.joined(topic);
    return known == null ? List.of() : ids(known.mesh);
  }

  /** Which connected peers want a topic. */
  public List<PeerId> subscribers(String topic) {
    List<PeerId> ids = new ArrayList<>();
    for (Peer peer : state.peers.values()) {
      if (peer.topics.contains(topic)) {
        ids.add(peer.id);
      }
    }
    return List.copyOf(ids);
  }

  RouterState state() {
    return state;
  }

  private void rarely(GossipInput input) {
    if (input instanceof PeerUp up) {
      subscriptions.peerUp(up);
    } else if (input instanceof PeerDown down) {
      known(down.peer()).ifPresent(subscriptions::peerDown);
    } else if (input instanceof StreamReplaced replaced) {
      known(replaced.peer()).ifPresent(subscriptions::streamReplaced);
    } else if (input instanceof Join join) {
      subscriptions.join(join.topic());
    } else if (input instanceof Leave leave) {
      subscriptions.leave(leave.topic());
    } else if (input instanceof AppScore opinion) {
      known(opinion.peer())
          .ifPresent(peer -> state.scores.application(peer.score, opinion.score()));
    } else {
      throw new AssertionError("unhandled input: " + input);
    }
  }

  private void received(Received received) {
    Peer peer = state.peer(received.from());
    if (peer == null || isGraylisted(peer)) {
      return;
    }
    Rpc rpc = received.rpc();
    Control control = rpc.control();
    for (Control.Prune prune : control.prune()) {
      meshes.prune(peer, prune); // before a subscription, which may be answered by a GRAFT
    }
    for (Subscription subscription : rpc.subscriptions()) {
      subscriptions.received(peer, subscription);
    }
    gossip.idontwant(peer, control.idontwant());
    for (SignedMessage message : rpc.messages()) {
      flow.received(peer, message);
    }
    if (!control.isEmpty()) {
      gossip.ihave(peer, control.ihave());
      gossip.iwant(peer, control.iwant());
      for (String topic : control.graft()) {
        if (isGraylisted(peer)) {
          return; // by what it did in this very RPC; not every GRAFT of it needs a PRUNE
        }
        meshes.graft(peer, topic);
      }
    }
  }

  private boolean isGraylisted(Peer peer) {
    return !peer.direct && state.score(peer) < state.thresholds.graylist();
  }

  /** The second heartbeat comes early, so that nodes that start together do not beat together. */
  private Duration untilNext() {
    Duration interval = state.parameters.timing().heartbeat();
    return state.ticks > 0
        ? interval
        : Duration.ofMillis(1 + (long) (state.random.nextDouble() * interval.toMillis()));
  }

  private void tick(Instant now) {
    if (now.isBefore(heartbeat)) {
      return;
    }
    heartbeat = now.plus(untilNext());
    state.ticks++;
    state.seen.expire(state.nowMillis);
    state.checks.expire(state.nowMillis);
    state.scores.beat(state.nowMillis); // before new penalties, which are not to shrink at once
    punishBrokenPromises();
    for (Peer peer : state.peers.values()) {
      peer.beat(state.ticks);
    }
    connectDirectPeers();
    for (TopicState topic : state.topics.values()) {
      beat(topic);
    }
    state.topics.values().removeIf(TopicState::isForgettable);
    state.cache.shift();
  }

  private void punishBrokenPromises() {
    if (state.isBehind()) {
      state.promises.forgive(); // what was promised may be among what waits to be read
      return;
    }
    for (PeerId peer : state.promises.broken(state.nowMillis, state.checks::contains)) {
      known(peer).ifPresent(each -> state.scores.misbehaved(each.score, 1));
    }
  }

  private void beat(TopicState topic) {
    topic.expireBackoffs(state.nowMillis, 2 * state.slackMillis());
    if (topic.joined) {
      upkeep.mesh(topic);
      gossip.advertise(topic, topic.mesh);
    } else {
      upkeep.fanout(topic);
      gossip.advertise(topic, topic.fanout);
    }
  }

  private void connectDirectPeers() {
    if (state.ticks % DIRECT_CONNECT_TICKS != 1) {
      return;
    }
    for (PeerId peer : state.parameters.directPeers()) {
      if (!state.peers.containsKey(peer)) {
        state.out.add(new Connect(peer));
      }
    }
  }

  private Optional<Peer> known(PeerId peer) {
    return Optional.ofNullable(state.peers.get(peer));
  }

  private static List<PeerId> ids(Collection<Peer> peers) {
    List<PeerId> ids = new ArrayList<>(peers.size());
    for (Peer peer : peers) {
      ids.add(peer.id);
    }
    return List.copyOf(ids);
  }
}
