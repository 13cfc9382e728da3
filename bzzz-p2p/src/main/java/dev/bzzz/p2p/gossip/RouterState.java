package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.PeerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What the parts of the router share. */
final class RouterState {
  /** Most peers; further ones are not talked to. */
  static final int MAX_PEERS = 4096;

  /** When more messages than this wait for their checks, nothing more is asked for. */
  static final int BEHIND_CHECKS = 256;

  final PeerId self;
  final GossipParameters parameters;
  final ScoreParameters.Thresholds thresholds;
  final Random random;
  final PeerScores scores;
  final SeenMessages seen;
  final MessageCache cache;
  final Checks checks;
  final Promises promises;
  final IdForms forms;
  final Outbox out = new Outbox();
  final Map<PeerId, Peer> peers = new LinkedHashMap<>();
  final Map<String, TopicState> topics = new LinkedHashMap<>();
  long nowMillis;

  /** How many heartbeats there were. */
  long ticks;

  RouterState(PeerId self, GossipParameters parameters, ScoreParameters scores, Random random) {
    this.self = self;
    this.parameters = parameters;
    this.thresholds = scores.thresholds();
    this.random = random;
    this.scores = new PeerScores(scores);
    this.seen =
        new SeenMessages(parameters.limits().seenIds(), parameters.timing().seen().toMillis());
    this.cache = new MessageCache(parameters.gossip(), parameters.limits().cacheBytes());
    this.checks = new Checks(parameters.limits().checks());
    this.forms = new IdForms(parameters.ids());
    this.promises = new Promises(parameters.timing().promise().toMillis());
  }

  /** The peer, which may be new; null when there are too many. */
  @Nullable Peer peer(PeerId id) {
    Peer known = peers.get(id);
    if (known != null || peers.size() >= MAX_PEERS || id.equals(self)) {
      return known;
    }
    Peer peer = new Peer(id, scores.arrive(id), parameters.directPeers().contains(id));
    peers.put(id, peer);
    return peer;
  }

  /** The topic, if we joined it. */
  @Nullable TopicState joined(String name) {
    TopicState topic = topics.get(name);
    return topic != null && topic.joined ? topic : null;
  }

  /** The topic, which may be new to us but not to the peers. */
  TopicState topic(String name) {
    TopicState known = topics.get(name);
    if (known != null) {
      return known;
    }
    TopicState topic = new TopicState(name, scores.nearMillis(name));
    for (Peer peer : peers.values()) {
      if (peer.topics.contains(name)) {
        topic.subscribed(peer);
      }
    }
    topics.put(name, topic);
    return topic;
  }

  double score(Peer peer) {
    return scores.value(peer.score);
  }

  /** Whether it can be asked into the mesh of a topic, in which it is not. */
  boolean isCandidate(TopicState topic, Peer peer) {
    return peer.up
        && peer.meshes()
        && !peer.direct
        && !topic.mesh.contains(peer)
        && score(peer) >= 0
        && topic.mayGraft(peer.id, nowMillis, slackMillis());
  }

  /** Who can be asked into the mesh of a topic. */
  List<Peer> candidates(TopicState topic) {
    List<Peer> candidates = new ArrayList<>();
    for (Peer peer : topic.subscribers) {
      if (isCandidate(topic, peer)) {
        candidates.add(peer);
      }
    }
    return candidates;
  }

  void graft(TopicState topic, Peer peer) {
    topic.mesh.add(peer);
    scores.grafted(peer.score, topic.name, nowMillis);
    out.graft(peer, topic.name);
  }

  /** Takes a peer out of a mesh, tells it, and keeps it out for the usual time. */
  void prune(TopicState topic, Peer peer) {
    removeFromMesh(topic, peer);
    refuse(topic, peer);
  }

  /** Tells a peer that it is not in a mesh, and keeps it out for the usual time. */
  void refuse(TopicState topic, Peer peer) {
    long millis = parameters.timing().pruneBackoff().toMillis();
    topic.backOff(peer.id, nowMillis, millis);
    out.prune(peer, topic.name, millis / 1000);
  }

  void removeFromMesh(TopicState topic, Peer peer) {
    if (topic.mesh.remove(peer)) {
      scores.pruned(peer.score, topic.name);
    }
  }

  /** Whether so much waits for its check that what is missing is likely to be on its way. */
  boolean isBehind() {
    return checks.size() > BEHIND_CHECKS;
  }

  long slackMillis() {
    return parameters.timing().heartbeat().toMillis();
  }

  /** Puts so many random elements to the front of a list. */
  <T> void draw(List<T> list, int count) {
    int drawn = Math.min(count, list.size() - 1);
    for (int i = 0; i < drawn; i++) {
      int other = i + random.nextInt(list.size() - i);
      T element = list.get(other);
      list.set(other, list.get(i));
      list.set(i, element);
    }
  }
}
