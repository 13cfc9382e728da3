package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.PeerId;

/**
 * Orders of a gossip machine. {@link #applyTo} instead of a switch, so that a new effect breaks
 * every runtime until it handles it.
 */
public sealed interface GossipEffect {
  /** Carries out this effect. */
  void applyTo(Handler handler);

  /** Carries out effects. */
  interface Handler {
    /** See {@link Send}. */
    void send(Send effect);

    /** See {@link Check}. */
    void check(Check effect);

    /** See {@link Deliver}. */
    void deliver(Deliver effect);

    /** See {@link Connect}. */
    void connect(Connect effect);

    /** See {@link Ignored}. */
    void ignored(Ignored effect);
  }

  /**
   * Write an RPC on our outgoing stream to a peer.
   *
   * @param rpc shared among peers; its bytes are encoded once
   * @param droppable whether a slow peer may miss it: messages and gossip come again by other ways,
   *     subscriptions, GRAFT, PRUNE and IWANT do not
   */
  record Send(PeerId to, Rpc rpc, boolean droppable) implements GossipEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.send(this);
    }
  }

  /**
   * Check the signature ({@link SignedMessage#check}), then ask the topic's validator, and answer
   * with {@link GossipInput.Checked}.
   *
   * @param token names this check; counts up from 1
   * @param from the peer that sent it, who need not be its author
   */
  record Check(long token, PeerId from, SignedMessage message) implements GossipEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.check(this);
    }
  }

  /** Give a message that was accepted to the subscribers of its topic. */
  record Deliver(PeerId from, SignedMessage message) implements GossipEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.deliver(this);
    }
  }

  /** Dial a direct peer that is not connected; failing is no harm, it is asked for again. */
  record Connect(PeerId peer) implements GossipEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.connect(this);
    }
  }

  /**
   * Count a message that is neither delivered nor passed on.
   *
   * @param from the peer that sent it, who need not be its author
   * @param bytes of its data
   */
  record Ignored(PeerId from, IgnoredBecause why, int bytes) implements GossipEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.ignored(this);
    }
  }
}
