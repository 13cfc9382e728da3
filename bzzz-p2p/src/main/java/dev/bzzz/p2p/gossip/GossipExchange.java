package dev.bzzz.p2p.gossip;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gossip: telling peers outside of the mesh which messages there were, and asking for them. */
final class GossipExchange {
  /** Most ids that are advertised to a peer, and asked of a peer, in one heartbeat. */
  static final int MAX_IDS = 5000;

  /** Most RPCs with IHAVE of one peer in one heartbeat; further ones are ignored. */
  static final int MAX_IHAVE_RPCS = 10;

  /**
   * Most RPCs with IWANT of one peer in one heartbeat: twice what honest peers send, since several
   * heartbeats of theirs may arrive at once. Further ones are ignored and punished.
   */
  static final int MAX_IWANT_RPCS = 2 * MAX_IHAVE_RPCS;

  private final RouterState state;

  GossipExchange(RouterState state) {
    this.state = state;
  }

  /** What one RPC of a peer says that it has. */
  void ihave(Peer peer, List<Control.IHave> offers) {
    if (offers.isEmpty()
        || state.isBehind()
        || state.score(peer) < state.thresholds.gossip()
        || ++peer.ihaveRpcs > MAX_IHAVE_RPCS
        || peer.asked >= MAX_IDS) {
      return;
    }
    Set<MessageId> missing = new LinkedHashSet<>();
    for (Control.IHave offer : offers) {
      if (state.joined(offer.topic()) != null) {
        for (MessageId offered : offer.ids()) {
          MessageId id = state.forms.ours(peer, offered);
          if (!state.seen.contains(id) && !state.checks.contains(id)) {
            missing.add(id);
          }
        }
      }
    }
    if (!missing.isEmpty()) {
      ask(peer, new ArrayList<>(missing));
    }
  }

  /** What one RPC of a peer asks for. */
  void iwant(Peer peer, List<MessageId> ids) {
    if (ids.isEmpty()) {
      return;
    }
    if (++peer.iwantRpcs > MAX_IWANT_RPCS) {
      state.scores.misbehaved(peer.score, 1);
      return;
    }
    if (state.score(peer) < state.thresholds.gossip()) {
      return;
    }
    List<SignedMessage> messages = new ArrayList<>();
    for (MessageId asked : ids) {
      MessageId id = state.forms.ours(peer, asked);
      MessageCache.Entry entry = state.cache.get(id);
      if (entry != null
          && peer.wants(id)
          && entry.count(peer.id) <= state.parameters.gossip().retransmissions()) {
        messages.add(entry.message);
      }
    }
    if (!messages.isEmpty()) {
      state.out.messages(peer, messages);
    }
  }

  void idontwant(Peer peer, List<MessageId> ids) {
    for (MessageId id : ids) {
      peer.doesNotWant(state.forms.ours(peer, id), state.ticks);
    }
  }

  /**
   * Tells some peers which messages of a topic there were.
   *
   * @param except who gets the messages themselves
   */
  void advertise(TopicState topic, Set<Peer> except) {
    List<Peer> candidates = new ArrayList<>();
    for (Peer peer : topic.subscribers) {
      if (peer.up
          && !peer.getsAll()
          && !except.contains(peer)
          && state.score(peer) >= state.thresholds.gossip()) {
        candidates.add(peer);
      }
    }
    if (candidates.isEmpty()) {
      return;
    }
    List<MessageId> ids = state.cache.advertised(topic.name);
    if (ids.isEmpty()) {
      return;
    }
    GossipParameters.Gossip gossip = state.parameters.gossip();
    int share = (int) (gossip.factor() * candidates.size());
    int count = Math.min(candidates.size(), Math.max(gossip.peers(), share));
    state.draw(candidates, count);
    int told = Math.min(ids.size(), MAX_IDS);
    for (Peer peer : candidates.subList(0, count)) {
      if (told < ids.size()) {
        state.draw(ids, told); // for each peer others
      }
      state.out.ihave(peer, topic.name, state.forms.theirs(peer, ids.subList(0, told)));
    }
  }

  private void ask(Peer peer, List<MessageId> missing) {
    int count = Math.min(missing.size(), MAX_IDS - peer.asked);
    state.draw(missing, count);
    List<MessageId> wanted = missing.subList(0, count);
    peer.asked += count;
    state.promises.add(wanted.get(state.random.nextInt(count)), peer.id, state.nowMillis);
    state.out.iwant(peer, state.forms.theirs(peer, wanted));
  }
}
