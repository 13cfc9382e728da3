package dev.bzzz.p2p.net;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.GossipInput;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The streams that peers write their gossip on, one of each peer. While the node cannot keep up
 * they are not read; then a little of each in turn. Confined to the loop.
 */
final class GossipIntake {
  private final BooleanSupplier held;
  private final Consumer<GossipInput> machine;
  private final Map<PeerId, GossipInbound> streams = new HashMap<>();
  private final Deque<GossipInbound> waiting = new ArrayDeque<>();

  /**
   * No streams yet.
   *
   * @param held whether the node cannot keep up now
   * @param machine gets what is read
   */
  GossipIntake(BooleanSupplier held, Consumer<GossipInput> machine) {
    this.held = held;
    this.machine = machine;
  }

  /** Takes the stream of a peer, in place of the one it had before. */
  void accept(MuxedStream stream) {
    GossipInbound fresh = new GossipInbound(stream, this);
    GossipInbound before = streams.put(fresh.peer(), fresh);
    stream.handler(fresh);
    if (before != null) {
      before.replaced();
      machine.accept(new GossipInput.StreamReplaced(fresh.peer()));
    }
  }

  /** The last connection with a peer is gone. */
  void forget(PeerId peer) {
    streams.remove(peer);
  }

  /** There may be room again: reads what waits until there is none. */
  void resume() {
    GossipInbound next = held() ? null : waiting.poll();
    while (next != null) {
      next.resume(); // waits at the end again if it has more
      next = held() ? null : waiting.poll();
    }
  }

  /** Whether messages that come have to wait. */
  boolean held() {
    return held.getAsBoolean();
  }

  /** A stream that is not read until there is room. */
  void await(GossipInbound stream) {
    waiting.add(stream);
  }

  void received(GossipInput.Received input) {
    machine.accept(input);
  }

  /** A stream that the peer no longer writes on. */
  void forget(GossipInbound stream) {
    streams.remove(stream.peer(), stream);
    waiting.remove(stream);
  }
}
