package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.gossip.GossipEffect.Send;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be done after an input. Control for one peer is collected and goes out together, in as
 * few RPCs as fit.
 */
final class Outbox {
  /** Most bytes of an RPC of several parts: some peers read no more than 64 KiB. */
  static final int MAX_RPC_BYTES = 60 * 1024;

  private List<GossipEffect> effects = new ArrayList<>();
  private final Map<Peer, Letter> letters = new LinkedHashMap<>();

  /** Control for one peer. */
  private static final class Letter {
    /** GRAFT, PRUNE and IWANT, which must arrive. */
    final ControlParts firm = new ControlParts();

    /** IHAVE, which need not. */
    final ControlParts soft = new ControlParts();
  }

  void add(GossipEffect effect) {
    effects.add(effect);
  }

  /** Sends at once, that is before all control that is collected. */
  void send(Peer to, Rpc rpc, boolean droppable) {
    if (to.up) {
      effects.add(new Send(to.id, rpc, droppable));
    }
  }

  void graft(Peer to, String topic) {
    letter(to).firm.graft(topic);
  }

  void prune(Peer to, String topic, long backoffSeconds) {
    letter(to).firm.prune(new Control.Prune(topic, to.knowsBackoff() ? backoffSeconds : 0));
  }

  void iwant(Peer to, List<MessageId> ids) {
    ids.forEach(letter(to).firm::iwant);
  }

  void ihave(Peer to, String topic, List<MessageId> ids) {
    letter(to).soft.ihave(topic, ids);
  }

  /** Sends messages that a peer asked for. */
  void messages(Peer to, List<SignedMessage> messages) {
    List<SignedMessage> part = new ArrayList<>();
    int bytes = 0;
    for (SignedMessage message : messages) {
      int size = message.encodedSize() + 8;
      if (!part.isEmpty() && bytes + size > MAX_RPC_BYTES) {
        send(to, new Rpc(List.of(), part, Control.NONE), true);
        part.clear();
        bytes = 0;
      }
      part.add(message);
      bytes += size;
    }
    if (!part.isEmpty()) {
      send(to, new Rpc(List.of(), part, Control.NONE), true);
    }
  }

  /** Hands out everything, in order, and is empty again. */
  List<GossipEffect> take() {
    if (!letters.isEmpty()) {
      letters.forEach(this::post);
      letters.clear();
    }
    if (effects.isEmpty()) {
      return List.of();
    }
    List<GossipEffect> taken = effects;
    effects = new ArrayList<>();
    return taken;
  }

  private void post(Peer to, Letter letter) {
    for (Control control : letter.firm.take()) {
      send(to, new Rpc(List.of(), List.of(), control), false);
    }
    for (Control control : letter.soft.take()) {
      send(to, new Rpc(List.of(), List.of(), control), true);
    }
  }

  private Letter letter(Peer to) {
    return letters.computeIfAbsent(to, peer -> new Letter());
  }
}
