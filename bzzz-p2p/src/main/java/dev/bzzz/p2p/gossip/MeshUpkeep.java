package dev.bzzz.p2p.gossip;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a heartbeat does to meshes and fanouts. */
final class MeshUpkeep {
  /** Every so many heartbeats a mesh of bad peers looks for better ones. */
  static final int OPPORTUNISTIC_TICKS = 60;

  /** How many peers it then adds. */
  static final int OPPORTUNISTIC_PEERS = 2;

  private final RouterState state;
  private final MessageFlow flow;

  MeshUpkeep(RouterState state, MessageFlow flow) {
    this.state = state;
    this.flow = flow;
  }

  void mesh(TopicState topic) {
    GossipParameters.Degrees degrees = state.parameters.degrees();
    for (Peer peer : List.copyOf(topic.mesh)) {
      if (state.score(peer) < 0) {
        state.prune(topic, peer);
      }
    }
    int size = topic.mesh.size();
    if (size < degrees.low()) {
      graft(topic, state.candidates(topic), degrees.desired() - size);
    } else if (size > degrees.high()) {
      shrink(topic, degrees);
    }
    addOutbound(topic, degrees);
    if (state.ticks % OPPORTUNISTIC_TICKS == 0 && topic.mesh.size() > 1) {
      addBetter(topic);
    }
  }

  void fanout(TopicState topic) {
    if (topic.fanout.isEmpty()) {
      return;
    }
    if (topic.joined || topic.fanoutUntilMillis <= state.nowMillis) {
      topic.fanout.clear();
      return;
    }
    topic.fanout.removeIf(
        peer ->
            !topic.subscribers.contains(peer) || state.score(peer) < state.thresholds.publish());
    List<Peer> peers = new ArrayList<>(topic.fanout);
    flow.fill(topic, peers);
    topic.fanout.addAll(peers);
  }

  private void graft(TopicState topic, List<Peer> candidates, int count) {
    int chosen = Math.min(count, candidates.size());
    state.draw(candidates, chosen);
    for (int i = 0; i < chosen; i++) {
      state.graft(topic, candidates.get(i));
    }
  }

  /** Keeps the best, fills up at random, and sees to it that enough of them were dialled by us. */
  private void shrink(TopicState topic, GossipParameters.Degrees degrees) {
    List<Peer> peers = new ArrayList<>(topic.mesh);
    state.draw(peers, peers.size());
    peers.sort(Comparator.comparingDouble(state::score).reversed());
    List<Peer> rest = peers.subList(degrees.byScore(), peers.size());
    state.draw(rest, rest.size());
    bringOutboundForward(peers, degrees);
    for (Peer peer : peers.subList(degrees.desired(), peers.size())) {
      state.prune(topic, peer);
    }
  }

  /** Swaps peers so that enough of the first {@code desired} were dialled by us. */
  private static void bringOutboundForward(List<Peer> peers, GossipParameters.Degrees degrees) {
    int missing = degrees.outbound();
    for (Peer peer : peers.subList(0, degrees.desired())) {
      missing -= peer.outbound ? 1 : 0;
    }
    int last = degrees.desired() - 1;
    for (int i = degrees.desired(); i < peers.size() && missing > 0; i++) {
      if (peers.get(i).outbound) {
        while (peers.get(last).outbound) {
          last--; // there is one before that is not, or nothing would be missing
        }
        Peer moved = peers.get(i);
        peers.set(i, peers.get(last));
        peers.set(last--, moved);
        missing--;
      }
    }
  }

  private void addOutbound(TopicState topic, GossipParameters.Degrees degrees) {
    if (topic.mesh.size() < degrees.low()) {
      return;
    }
    int missing = degrees.outbound();
    for (Peer peer : topic.mesh) {
      missing -= peer.outbound ? 1 : 0;
    }
    if (missing > 0) {
      List<Peer> candidates = state.candidates(topic);
      candidates.removeIf(peer -> !peer.outbound);
      graft(topic, candidates, missing);
    }
  }

  private void addBetter(TopicState topic) {
    double[] scores = topic.mesh.stream().mapToDouble(state::score).sorted().toArray();
    double median = scores[scores.length / 2];
    if (median < state.thresholds.opportunisticGraft()) {
      List<Peer> candidates = state.candidates(topic);
      candidates.removeIf(peer -> state.score(peer) <= median);
      graft(topic, candidates, OPPORTUNISTIC_PEERS);
    }
  }
}
