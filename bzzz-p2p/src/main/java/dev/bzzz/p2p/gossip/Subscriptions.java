package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.gossip.GossipInput.PeerUp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is there and who wants which topic: peers coming and going, joining and leaving. */
final class Subscriptions {
  private final RouterState state;
  private @Nullable Rpc hello;

  Subscriptions(RouterState state) {
    this.state = state;
  }

  void peerUp(PeerUp input) {
    Peer peer = state.peer(input.peer());
    if (peer == null) {
      return;
    }
    peer.up = true;
    peer.version = input.version();
    peer.outbound |= input.outbound();
    state.scores.address(peer.score, input.address());
    Rpc hello = hello(peer);
    if (!hello.isEmpty()) {
      state.out.send(peer, hello, false);
    }
    for (TopicState topic : state.topics.values()) {
      if (topic.joined) {
        repeat(topic, peer);
      }
      if (peer.topics.contains(topic.name)) {
        topic.getAll.remove(peer); // for the version may be another
        topic.subscribed(peer);
        welcome(topic, peer);
      }
    }
  }

  /** On a new stream: what was said on the old one may not have arrived, or be forgotten. */
  private void repeat(TopicState topic, Peer peer) {
    if (!peer.meshes()) {
      state.removeFromMesh(topic, peer);
    } else if (topic.mesh.contains(peer)) {
      state.out.graft(peer, topic.name);
    }
  }

  /**
   * All subscriptions, and the topics from whose mesh the peer has to stay away: it may have been
   * restarted and not know, and would be punished for coming.
   */
  private Rpc hello(Peer peer) {
    Rpc all = hello();
    List<Control.Prune> prunes = new ArrayList<>();
    for (TopicState topic : state.topics.values()) {
      long backoff = topic.backoffSeconds(peer.id, state.nowMillis);
      if (backoff > 0 && topic.joined && !topic.mesh.contains(peer) && peer.knowsBackoff()) {
        prunes.add(new Control.Prune(topic.name, backoff));
      }
    }
    return prunes.isEmpty()
        ? all
        : new Rpc(
            all.subscriptions(),
            List.of(),
            new Control(List.of(), List.of(), List.of(), prunes, List.of()));
  }

  void peerDown(Peer peer) {
    state.peers.remove(peer.id);
    for (TopicState topic : state.topics.values()) {
      topic.remove(peer);
    }
    state.scores.depart(peer.id, peer.score, state.nowMillis);
    state.promises.forget(peer.id);
    peer.up = false;
  }

  /** The peer's next RPC says what it wants; what it wanted before does not count. */
  void streamReplaced(Peer peer) {
    for (String topic : List.copyOf(peer.topics)) {
      peer.unsubscribe(topic);
      TopicState indexed = state.topics.get(topic);
      if (indexed != null) {
        indexed.subscribers.remove(peer);
        indexed.getAll.remove(peer);
        indexed.fanout.remove(peer);
      }
    }
  }

  void received(Peer peer, Subscription subscription) {
    String name = subscription.topic();
    TopicState topic = state.topics.get(name);
    if (!subscription.subscribe()) {
      peer.unsubscribe(name);
      if (topic != null) {
        state.removeFromMesh(topic, peer);
        topic.remove(peer);
      }
      return;
    }
    if (isTopic(name)
        && peer.subscribe(name, state.parameters.limits().topicsPerPeer())
        && topic != null) {
      topic.subscribed(peer);
      welcome(topic, peer);
    }
  }

  /**
   * Joins a topic.
   *
   * @throws IllegalStateException if there are too many topics
   */
  void join(String name) {
    TopicState topic = state.topic(name);
    if (topic.joined) {
      return;
    }
    if (joinedTopics() >= GossipMachine.MAX_TOPICS) {
      throw new IllegalStateException(
          "cannot join the topic '"
              + name
              + "': at most "
              + GossipMachine.MAX_TOPICS
              + " are joined");
    }
    topic.joined = true;
    announce(name, true);
    int desired = state.parameters.degrees().desired();
    for (Peer peer : topic.fanout) {
      if (topic.mesh.size() < desired && state.isCandidate(topic, peer)) {
        state.graft(topic, peer);
      }
    }
    topic.fanout.clear();
    List<Peer> candidates = state.candidates(topic);
    int missing = Math.min(desired - topic.mesh.size(), candidates.size());
    state.draw(candidates, missing);
    for (int i = 0; i < missing; i++) {
      state.graft(topic, candidates.get(i));
    }
  }

  void leave(String name) {
    TopicState topic = state.joined(name);
    if (topic == null) {
      return;
    }
    topic.joined = false;
    announce(name, false);
    long millis = state.parameters.timing().leaveBackoff().toMillis();
    for (Peer peer : List.copyOf(topic.mesh)) {
      state.removeFromMesh(topic, peer);
      topic.backOff(peer.id, state.nowMillis, millis);
      state.out.prune(peer, name, millis / 1000);
    }
  }

  /** Does not wait for the heartbeat when a mesh is in need of peers. */
  private void welcome(TopicState topic, Peer peer) {
    if (topic.joined
        && topic.mesh.size() < state.parameters.degrees().low()
        && state.isCandidate(topic, peer)
        && ++peer.welcomes <= Peer.MAX_WELCOMES) {
      state.graft(topic, peer);
    }
  }

  private void announce(String topic, boolean subscribe) {
    hello = null;
    Rpc news = new Rpc(List.of(new Subscription(subscribe, topic)), List.of(), Control.NONE);
    for (Peer peer : state.peers.values()) {
      state.out.send(peer, news, false);
    }
  }

  private Rpc hello() {
    Rpc known = hello;
    if (known == null) {
      List<Subscription> all = new ArrayList<>();
      for (TopicState topic : state.topics.values()) {
        if (topic.joined) {
          all.add(new Subscription(true, topic.name));
        }
      }
      known = new Rpc(all, List.of(), Control.NONE);
      hello = known;
    }
    return known;
  }

  private int joinedTopics() {
    int count = 0;
    for (TopicState topic : state.topics.values()) {
      count += topic.joined ? 1 : 0;
    }
    return count;
  }

  private static boolean isTopic(String name) {
    return !name.isEmpty() && name.length() <= SignedMessage.MAX_TOPIC_BYTES;
  }
}
