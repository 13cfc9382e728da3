package dev.bzzz.p2p.net;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.GossipInput;
import dev.bzzz.p2p.gossip.Rpc;
import dev.bzzz.p2p.wire.FrameReader;
import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.WireException;
import java.util.Optional;

/**
 * The stream that a peer writes its gossip on. While the node cannot keep up, frames wait here, up
 * to the window of the stream. Confined to the loop.
 */
final class GossipInbound implements StreamHandler {
  /** How much is read of one peer before it is the turn of the next, when several wait. */
  private static final int FRAMES_PER_TURN = 8;

  private final MuxedStream stream;
  private final GossipIntake intake;
  private final FrameReader frames = new FrameReader(Rpc.MAX_BYTES);
  private boolean held;
  private boolean over;

  GossipInbound(MuxedStream stream, GossipIntake intake) {
    this.stream = stream;
    this.intake = intake;
  }

  PeerId peer() {
    return stream.connection().peer();
  }

  /** The peer has opened another. */
  void replaced() {
    over = true;
    stream.reset();
  }

  /** Reads some of what waits. */
  void resume() {
    if (held && !over) {
      if (read(FRAMES_PER_TURN)) {
        intake.await(this);
      } else if (!over) {
        held = false;
        stream.release();
      }
    }
  }

  @Override
  public void data(byte[] bytes) {
    if (!over) {
      frames.offer(bytes);
      if (!held && read(Integer.MAX_VALUE)) {
        held = true;
        stream.hold();
        intake.await(this);
      }
    }
  }

  /** The other direction of this stream stays open and silent until the peer ends its own. */
  @Override
  public void finished() {
    over = true;
    intake.forget(this);
    stream.finish();
  }

  @Override
  public void broken(String why) {
    over = true;
    intake.forget(this);
  }

  /** Reads so many frames, or fewer when the node cannot keep up; true when more may wait. */
  private boolean read(int most) {
    try {
      for (int count = 0; !over; count++) {
        if (count == most || intake.held()) {
          return true;
        }
        Optional<ProtoReader> frame = frames.nextMessage();
        if (frame.isEmpty()) {
          return false;
        }
        intake.received(new GossipInput.Received(peer(), Rpc.decode(frame.get())));
      }
    } catch (WireException e) {
      over = true;
      stream.connection().close("the peer sent gossip that cannot be read: " + e.getMessage());
    }
    return false;
  }
}
