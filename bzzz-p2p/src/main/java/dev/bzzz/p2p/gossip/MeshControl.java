package dev.bzzz.p2p.gossip;

/** What peers say about meshes: GRAFT and PRUNE. */
final class MeshControl {
  private final RouterState state;

  MeshControl(RouterState state) {
    this.state = state;
  }

  void graft(Peer peer, String name) {
    TopicState topic = state.joined(name);
    // An answer about a topic that we do not have would be an echo for whoever makes up topics.
    if (topic == null || topic.mesh.contains(peer) || !peer.meshes()) {
      return;
    }
    if (!peer.direct && topic.isBackedOff(peer.id, state.nowMillis)) {
      long flood = state.parameters.timing().graftFlood().toMillis();
      boolean soon = topic.backedOffWithin(peer.id, state.nowMillis, flood);
      state.scores.misbehaved(peer.score, soon ? 2 : 1);
      state.refuse(topic, peer);
    } else if (peer.direct || state.score(peer) < 0 || isFull(topic) && !peer.outbound) {
      state.refuse(topic, peer);
    } else {
      topic.mesh.add(peer);
      state.scores.grafted(peer.score, name, state.nowMillis);
    }
  }

  void prune(Peer peer, Control.Prune prune) {
    TopicState topic = state.joined(prune.topic());
    if (topic == null) {
      return;
    }
    state.removeFromMesh(topic, peer);
    long said = prune.backoffSeconds();
    long millis =
        said == 0 ? state.parameters.timing().pruneBackoff().toMillis() : 1000 * clamp(said);
    topic.backOff(peer.id, state.nowMillis, millis);
  }

  private boolean isFull(TopicState topic) {
    return topic.mesh.size() >= state.parameters.degrees().high();
  }

  /** The number is unsigned, so a negative one is a very large one. */
  private static long clamp(long seconds) {
    return seconds < 0 || seconds > Control.Prune.MAX_BACKOFF_SECONDS
        ? Control.Prune.MAX_BACKOFF_SECONDS
        : seconds;
  }
}
