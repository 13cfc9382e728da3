package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.PeerId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What the router knows of a connected peer. */
final class Peer {
  /** Most characters of all topics of a peer together; further subscriptions are ignored. */
  static final int MAX_TOPIC_CHARACTERS = 1 << 16;

  /** Most ids that one peer can keep us from sending, in one heartbeat. */
  static final int MAX_UNWANTED = 1000;

  /** In how many meshes a peer is welcomed in one heartbeat; the next heartbeat sees to others. */
  static final int MAX_WELCOMES = 64;

  /** For how many heartbeats a peer's word counts that it does not want a message. */
  static final int UNWANTED_TICKS = 3;

  final PeerId id;
  final PeerScore score;
  final boolean direct;
  GossipVersion version = GossipVersion.V1_0;

  /** Whether our outgoing stream is there; before, nothing can be sent. */
  boolean up;

  /** Whether we dialled: attackers cannot bring that about. */
  boolean outbound;

  final Set<String> topics = new LinkedHashSet<>();
  private int topicCharacters;

  // Counted since the last heartbeat.
  int ihaveRpcs;
  int iwantRpcs;
  int asked;
  int welcomes;
  private int unwantedNow;

  /** Whether the last id of a message that it sent was made of a key, as js-libp2p does. */
  boolean namesByKey;

  private final Map<MessageId, Long> unwanted = new LinkedHashMap<>();

  Peer(PeerId id, PeerScore score, boolean direct) {
    this.id = id;
    this.score = score;
    this.direct = direct;
  }

  boolean subscribe(String topic, int maxTopics) {
    if (topics.size() >= maxTopics
        || topicCharacters + topic.length() > MAX_TOPIC_CHARACTERS
        || !topics.add(topic)) {
      return false;
    }
    topicCharacters += topic.length();
    return true;
  }

  boolean unsubscribe(String topic) {
    boolean was = topics.remove(topic);
    if (was) {
      topicCharacters -= topic.length();
    }
    return was;
  }

  /** Whether it takes part in meshes and gossip. */
  boolean meshes() {
    return version.atLeast(GossipVersion.V1_0);
  }

  /** Whether its PRUNE says how long not to come back. */
  boolean knowsBackoff() {
    return version.atLeast(GossipVersion.V1_1);
  }

  /** Whether it gets every message of its topics outside of the mesh. */
  boolean getsAll() {
    return direct || !meshes();
  }

  void doesNotWant(MessageId message, long tick) {
    if (unwantedNow < MAX_UNWANTED) {
      unwantedNow++;
      unwanted.putIfAbsent(message, tick + UNWANTED_TICKS);
    }
  }

  boolean wants(MessageId message) {
    return unwanted.isEmpty() || !unwanted.containsKey(message);
  }

  int unwanted() {
    return unwanted.size();
  }

  void beat(long tick) {
    ihaveRpcs = 0;
    iwantRpcs = 0;
    asked = 0;
    welcomes = 0;
    unwantedNow = 0;
    if (!unwanted.isEmpty()) {
      unwanted.values().removeIf(until -> until <= tick);
    }
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
