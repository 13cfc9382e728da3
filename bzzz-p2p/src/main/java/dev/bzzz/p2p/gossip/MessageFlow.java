package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.Checks.Pending;
import dev.bzzz.p2p.gossip.GossipEffect.Check;
import dev.bzzz.p2p.gossip.GossipEffect.Deliver;
import dev.bzzz.p2p.gossip.GossipEffect.Ignored;
import dev.bzzz.p2p.gossip.SeenMessages.Seen;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The way of a message: received, checked, delivered and passed on; or published by ourselves. */
final class MessageFlow {
  /** Most authors whose names are kept, because their keys are slow to find. */
  private static final int MAX_AUTHORS = 1024;

  private final RouterState state;
  private final Map<PeerId, PeerId> authors = new LinkedHashMap<>();

  MessageFlow(RouterState state) {
    this.state = state;
  }

  void received(Peer from, SignedMessage message) {
    TopicState topic = state.joined(message.topic());
    if (topic == null) {
      return;
    }
    if (message.data().length > SignedMessage.MAX_DATA_BYTES) {
      tooLarge(from, message);
      return;
    }
    if (message.flaw().isPresent()) {
      ignore(from, message, IgnoredBecause.MALFORMED);
      state.scores.invalid(from.score, topic.name);
      return;
    }
    if (message.author().equals(state.self)) {
      return;
    }
    MessageId id = state.parameters.ids().idOf(message);
    Seen seen = state.seen.get(id);
    if (seen != null) {
      duplicate(from, topic, seen);
    } else if (!state.checks.join(id, message, from)) {
      fresh(from, topic, id, message);
    }
  }

  private void fresh(Peer from, TopicState topic, MessageId id, SignedMessage message) {
    if (!canBeVerified(message)) {
      ignore(from, message, IgnoredBecause.UNKNOWN_KEY);
      state.promises.kept(id); // others may take it, so to advertise it is right
      return;
    }
    message.adopt(topic.name);
    Pending pending = state.checks.begin(id, message, from, state.nowMillis);
    if (pending == null) {
      ignore(from, message, IgnoredBecause.NO_ROOM);
      state.promises.kept(id); // it came; that there is no room for it is not the peer's fault
    } else {
      state.out.add(new Check(pending.token, from.id, message));
    }
  }

  /** Others may take it, so neither to pass it on nor to advertise it is wrong. */
  private void tooLarge(Peer from, SignedMessage message) {
    ignore(from, message, IgnoredBecause.TOO_LARGE);
    if (message.flaw().isEmpty()) {
      state.promises.kept(state.parameters.ids().idOf(message));
    }
  }

  private void ignore(Peer from, SignedMessage message, IgnoredBecause why) {
    state.out.add(new Ignored(from.id, why, message.data().length));
  }

  /**
   * Whether the author's name holds an Ed25519 key. Other messages leave no trace: as nobody has to
   * sign them, they could drive out the ids of those that were seen.
   */
  private boolean canBeVerified(SignedMessage message) {
    PeerId author = message.author();
    PeerId known = authors.get(author);
    if (known == null) {
      if (author.agent().isEmpty()) {
        return false;
      }
      remember(author);
    } else {
      message.adopt(known);
    }
    return true;
  }

  /** Lets the mesh know early that a large message need not be sent to us again. */
  void signatureHolds(long token) {
    Pending pending = state.checks.get(token);
    if (pending == null
        || pending.announced
        || pending.message.data().length < state.parameters.gossip().largeBytes()) {
      return;
    }
    pending.announced = true;
    TopicState topic = state.joined(pending.message.topic());
    if (topic == null) {
      return;
    }
    List<MessageId> id = List.of(pending.id);
    for (Peer peer : topic.mesh) {
      if (peer.version.atLeast(GossipVersion.V1_2) && !pending.isFrom(peer)) {
        List<MessageId> named = state.forms.theirs(peer, id);
        Control control = new Control(List.of(), List.of(), List.of(), List.of(), named);
        state.out.send(peer, new Rpc(List.of(), List.of(), control), true);
      }
    }
  }

  void checked(long token, Verdict verdict) {
    Pending pending = state.checks.end(token);
    if (pending == null) {
      return;
    }
    String topic = pending.message.topic();
    if (verdict == Verdict.FORGED) {
      ignore(pending.from, pending.message, IgnoredBecause.FORGED);
      invalid(pending, topic);
      return;
    }
    Seen other = state.seen.get(pending.id);
    if (other != null) {
      // Another message with the same id was quicker.
      return;
    }
    state.seen.put(pending.id, state.nowMillis, verdict);
    state.promises.kept(pending.id);
    if (verdict == Verdict.REJECT) {
      invalid(pending, topic);
    } else if (verdict == Verdict.ACCEPT) {
      TopicState joined = state.joined(topic);
      if (joined != null) {
        accept(joined, pending);
      }
    }
  }

  void publish(SignedMessage message) {
    MessageId id = state.parameters.ids().idOf(message);
    if (state.seen.contains(id)) {
      return;
    }
    state.seen.put(id, state.nowMillis, Verdict.ACCEPT);
    state.cache.put(id, message);
    TopicState topic = state.topic(message.topic());
    Rpc rpc = Rpc.of(message);
    if (state.parameters.floodPublish()) {
      for (Peer peer : topic.subscribers) {
        if (peer.direct || mayPublishTo(peer)) {
          state.out.send(peer, rpc, true);
        }
      }
      return;
    }
    for (Peer peer : topic.getAll) {
      if (peer.direct || mayPublishTo(peer)) {
        state.out.send(peer, rpc, true);
      }
    }
    for (Peer peer : topic.joined ? meshAndMore(topic) : fanout(topic)) {
      if (peer.wants(id)) {
        state.out.send(peer, rpc, true);
      }
    }
  }

  private void duplicate(Peer from, TopicState topic, Seen seen) {
    if (seen.verdict() == Verdict.REJECT) {
      state.scores.invalid(from.score, topic.name);
    } else if (seen.verdict() == Verdict.ACCEPT
        && topic.mesh.contains(from)
        && state.nowMillis - seen.atMillis() <= topic.nearMillis) {
      state.scores.near(from.score, topic.name);
    }
  }

  private void invalid(Pending pending, String topic) {
    state.scores.invalid(pending.from.score, topic);
    for (Peer peer : pending.others) {
      state.scores.invalid(peer.score, topic);
    }
  }

  private void accept(TopicState topic, Pending pending) {
    state.scores.first(pending.from.score, topic.name);
    for (Peer peer : pending.others) {
      state.scores.near(peer.score, topic.name);
    }
    state.cache.put(pending.id, pending.message);
    state.out.add(new Deliver(pending.from.id, pending.message));
    Rpc rpc = Rpc.of(pending.message);
    for (Peer peer : topic.mesh) {
      forward(peer, pending, rpc);
    }
    for (Peer peer : topic.getAll) {
      if (peer.direct || mayPublishTo(peer)) {
        forward(peer, pending, rpc);
      }
    }
  }

  /** Whoever sent the message has it. */
  private void forward(Peer to, Pending pending, Rpc rpc) {
    if (!pending.isFrom(to) && to.wants(pending.id) && !to.id.equals(pending.message.author())) {
      state.out.send(to, rpc, true);
    }
  }

  private boolean mayPublishTo(Peer peer) {
    return state.score(peer) >= state.thresholds.publish();
  }

  private List<Peer> meshAndMore(TopicState topic) {
    List<Peer> peers = new ArrayList<>(topic.mesh);
    fill(topic, peers);
    return peers;
  }

  private Iterable<Peer> fanout(TopicState topic) {
    topic.fanoutUntilMillis = state.nowMillis + state.parameters.timing().fanout().toMillis();
    List<Peer> peers = new ArrayList<>(topic.fanout);
    fill(topic, peers);
    topic.fanout.addAll(peers);
    return peers;
  }

  /** Adds random peers of a topic until there are as many as a mesh should have. */
  void fill(TopicState topic, List<Peer> peers) {
    int missing = state.parameters.degrees().desired() - peers.size();
    if (missing <= 0) {
      return;
    }
    List<Peer> others = new ArrayList<>();
    for (Peer peer : topic.subscribers) {
      if (peer.up && !peer.getsAll() && mayPublishTo(peer) && !peers.contains(peer)) {
        others.add(peer);
      }
    }
    state.draw(others, missing);
    peers.addAll(others.subList(0, Math.min(missing, others.size())));
  }

  private void remember(PeerId author) {
    if (authors.size() >= MAX_AUTHORS) {
      Iterator<PeerId> oldest = authors.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    authors.put(author, author);
  }
}
