package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.PeerScore.TopicStats;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Judges peers by what they do (gossipsub v1.1, "the score function"). A peer that leaves with a
 * score that is not positive finds it again when it comes back: it does not even decay meanwhile.
 */
final class PeerScores {
  /** Most scores that are kept of peers that are gone; beyond, the oldest is forgotten. */
  static final int MAX_RETAINED = 4096;

  private final ScoreParameters parameters;
  private final Set<PeerScore> present = new LinkedHashSet<>();
  private final Map<PeerId, PeerScore> retained = new LinkedHashMap<>();
  private final Map<InetAddress, Set<PeerScore>> byAddress = new LinkedHashMap<>();
  private long nextDecayMillis;

  PeerScores(ScoreParameters parameters) {
    this.parameters = parameters;
  }

  PeerScore arrive(PeerId peer) {
    PeerScore before = retained.remove(peer);
    PeerScore score = before == null ? new PeerScore() : before;
    score.stale = true;
    present.add(score);
    return score;
  }

  void address(PeerScore score, Optional<InetAddress> address) {
    leaveAddress(score);
    InetAddress counted =
        address
            .filter(each -> !parameters.addresses().exempt().test(each))
            .map(PeerScores::network)
            .orElse(null);
    score.address = counted;
    if (counted != null) {
      byAddress.computeIfAbsent(counted, key -> new LinkedHashSet<>()).add(score);
      byAddress.get(counted).forEach(each -> each.stale = true);
    }
  }

  void depart(PeerId peer, PeerScore score, long nowMillis) {
    double value = value(score);
    leaveAddress(score);
    present.remove(score);
    if (value > 0) {
      return;
    }
    for (TopicStats topic : score.topics.values()) {
      leaveMesh(topic);
      topic.firstDeliveries = 0;
    }
    score.topics.values().removeIf(TopicStats::isEmpty);
    if (score.topics.isEmpty() && score.behaviour == 0 && score.application == 0) {
      return;
    }
    score.retainedUntilMillis = nowMillis + parameters.decay().retain().toMillis();
    if (retained.size() >= MAX_RETAINED) {
      Iterator<PeerId> oldest = retained.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    retained.put(peer, score);
  }

  void grafted(PeerScore score, String topic, long nowMillis) {
    TopicStats stats = stats(score, topic);
    if (stats != null) {
      stats.inMesh = true;
      stats.graftedMillis = nowMillis;
      stats.inMeshMillis = 0;
      stats.active = false;
    }
  }

  void pruned(PeerScore score, String topic) {
    change(score, topic, PeerScores::leaveMesh);
  }

  /** The peer was the first to bring a message that was accepted. */
  void first(PeerScore score, String topic) {
    change(
        score,
        topic,
        stats -> {
          TopicScoreParameters.FirstDeliveries p2 = stats.parameters.firstDeliveries();
          stats.firstDeliveries = Math.min(p2.cap(), stats.firstDeliveries + 1);
        });
    near(score, topic);
  }

  /** The peer brought a message that was accepted, first or nearly so. */
  void near(PeerScore score, String topic) {
    change(
        score,
        topic,
        stats -> {
          TopicScoreParameters.MeshDeliveries p3 = stats.parameters.meshDeliveries();
          if (stats.inMesh) {
            stats.meshDeliveries = Math.min(p3.cap(), stats.meshDeliveries + 1);
          }
        });
  }

  /** How long after the first delivery of a message in a topic another one counts; -1: never. */
  long nearMillis(String topic) {
    return parameters
        .topic(topic)
        .map(TopicScoreParameters::meshDeliveries)
        .filter(p3 -> p3.weight() < 0 || p3.failureWeight() < 0)
        .map(p3 -> p3.window().toMillis())
        .orElse(-1L);
  }

  void invalid(PeerScore score, String topic) {
    change(score, topic, stats -> stats.invalidMessages++);
  }

  void misbehaved(PeerScore score, int times) {
    score.behaviour += times;
    score.stale = true;
  }

  void application(PeerScore score, double opinion) {
    score.application = opinion;
    score.stale = true;
  }

  double value(PeerScore score) {
    if (score.stale) {
      score.stale = false;
      score.value = compute(score);
    }
    return score.value;
  }

  /** Lets counters shrink and forgets old scores; as often as the machine likes. */
  void beat(long nowMillis) {
    retained.values().removeIf(score -> score.retainedUntilMillis <= nowMillis);
    for (PeerScore score : present) {
      score.stale = true;
      for (TopicStats stats : score.topics.values()) {
        age(stats, nowMillis);
      }
    }
    if (nowMillis >= nextDecayMillis) {
      nextDecayMillis = nowMillis + parameters.decay().interval().toMillis();
      for (PeerScore score : present) {
        decay(score);
      }
    }
  }

  int retained() {
    return retained.size();
  }

  int present() {
    return present.size();
  }

  int addresses() {
    return byAddress.size();
  }

  private double compute(PeerScore score) {
    double topics = 0;
    for (TopicStats stats : score.topics.values()) {
      topics += stats.value();
    }
    if (parameters.topicCap() > 0) {
      topics = Math.min(topics, parameters.topicCap());
    }
    ScoreParameters.Behaviour p7 = parameters.behaviour();
    double excess = Math.max(0, score.behaviour - p7.threshold());
    return topics
        + parameters.appWeight() * score.application
        + parameters.addresses().weight() * square(crowd(score))
        + p7.weight() * square(excess);
  }

  /** Whoever has one IPv6 address has all of its network of 64 bits. */
  private static InetAddress network(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != 16) {
      return address;
    }
    Arrays.fill(bytes, 8, 16, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("16 bytes are an address", e);
    }
  }

  /** How many peers too many come from the same address. */
  private double crowd(PeerScore score) {
    Set<PeerScore> neighbours = score.address == null ? null : byAddress.get(score.address);
    return neighbours == null
        ? 0
        : Math.max(0, neighbours.size() - parameters.addresses().threshold());
  }

  private void decay(PeerScore score) {
    double toZero = parameters.decay().toZero();
    for (TopicStats stats : score.topics.values()) {
      TopicScoreParameters topic = stats.parameters;
      double p3 = topic.meshDeliveries().decay();
      stats.firstDeliveries =
          shrink(stats.firstDeliveries, topic.firstDeliveries().decay(), toZero);
      stats.meshDeliveries = shrink(stats.meshDeliveries, p3, toZero);
      stats.meshFailures = shrink(stats.meshFailures, p3, toZero);
      stats.invalidMessages =
          shrink(stats.invalidMessages, topic.invalidMessages().decay(), toZero);
    }
    score.topics.values().removeIf(TopicStats::isEmpty);
    score.behaviour = shrink(score.behaviour, parameters.behaviour().decay(), toZero);
  }

  private static void age(TopicStats stats, long nowMillis) {
    if (stats.inMesh) {
      stats.inMeshMillis = nowMillis - stats.graftedMillis;
      stats.active = stats.inMeshMillis > stats.parameters.meshDeliveries().activation().toMillis();
    }
  }

  private static double shrink(double counter, double decay, double toZero) {
    double left = counter * decay;
    return left < toZero ? 0 : left;
  }

  private static void leaveMesh(TopicStats stats) {
    if (stats.parameters.meshDeliveries().failureWeight() < 0) {
      stats.meshFailures += square(stats.deficit());
    }
    stats.inMesh = false;
    stats.active = false;
    stats.inMeshMillis = 0;
  }

  private void leaveAddress(PeerScore score) {
    InetAddress address = score.address;
    Set<PeerScore> neighbours = address == null ? null : byAddress.get(address);
    if (neighbours != null) {
      neighbours.remove(score);
      neighbours.forEach(each -> each.stale = true);
      if (neighbours.isEmpty()) {
        byAddress.remove(address);
      }
    }
    score.address = null;
    score.stale = true;
  }

  private void change(PeerScore score, String topic, Consumer<TopicStats> change) {
    TopicStats stats = stats(score, topic);
    if (stats != null) {
      change.accept(stats);
      score.stale = true;
    }
  }

  private @Nullable TopicStats stats(PeerScore score, String topic) {
    TopicStats known = score.topics.get(topic);
    if (known != null) {
      return known;
    }
    Optional<TopicScoreParameters> configured = parameters.topic(topic);
    if (configured.isEmpty()) {
      return null;
    }
    TopicStats created = new TopicStats(configured.get());
    score.topics.put(topic, created);
    return created;
  }

  private static double square(double value) {
    return value * value;
  }
}
