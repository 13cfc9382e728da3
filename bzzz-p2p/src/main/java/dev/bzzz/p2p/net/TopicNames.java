package dev.bzzz.p2p.net;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.gossip.SignedMessage;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of topics on the wire: the topic's own without a network key; else a keyed hash of it,
 * so that nobody without the key can tell or find a topic. Safe for use by many threads.
 */
final class TopicNames {
  private final Optional<NetworkKey> key;
  private final Map<String, String> wireByTopic = new ConcurrentHashMap<>();
  private final Map<String, Topic> topicByWire = new ConcurrentHashMap<>();

  TopicNames(Optional<NetworkKey> key) {
    this.key = key;
  }

  /** The name on the wire. */
  String wire(Topic topic) {
    if (key.isEmpty()) {
      return topic.name();
    }
    String known = wireByTopic.get(topic.name());
    return known != null ? known : key.get().topic(topic.name());
  }

  /** Remembers a topic that this node hears. */
  void join(Topic topic) {
    String wire = wire(topic);
    wireByTopic.put(topic.name(), wire);
    topicByWire.put(wire, topic);
  }

  /** Forgets it. */
  void leave(Topic topic) {
    String wire = wireByTopic.remove(topic.name());
    if (wire != null) {
      topicByWire.remove(wire);
    }
  }

  /** The topic with this name on the wire, if this node hears it. */
  Optional<Topic> topic(String wire) {
    return Optional.ofNullable(topicByWire.get(wire));
  }

  /** What subscribers hear of a message; empty when nobody here hears its topic. */
  Optional<MeshMessage> message(SignedMessage signed) {
    Optional<Topic> topic = topic(signed.topic());
    Optional<AgentId> from = topic.isEmpty() ? Optional.empty() : signed.author().agent();
    return from.map(
        author -> new MeshMessage(topic.get(), author, signed.sequence(), signed.data()));
  }
}
