package dev.bzzz.p2p.net;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.GossipInput;
import dev.bzzz.p2p.gossip.Rpc;
import dev.bzzz.p2p.wire.FrameReader;
import dev.bzzz.p2p.wire.WireException;
import java.util.Optional;

/**
 * The stream that a peer writes its gossip on. While the node cannot keep up, frames wait here, up
 * to the window of the stream. Confined to the loop.
 */
final class GossipInbound implements StreamHandler {
  private final MuxedStream stream;
  private final GossipService service;
  private final FrameReader frames = new FrameReader(Rpc.MAX_BYTES);
  private boolean held;
  private boolean over;

  GossipInbound(MuxedStream stream, GossipService service) {
    this.stream = stream;
    this.service = service;
  }

  PeerId peer() {
    return stream.connection().peer();
  }

  /** The peer has opened another. */
  void replaced() {
    over = true;
    stream.reset();
  }

  /** Reads what waits. */
  void resume() {
    if (held && !over) {
      held = false;
      read();
      if (!held) {
        stream.release();
      }
    }
  }

  @Override
  public void data(byte[] bytes) {
    if (!over) {
      frames.offer(bytes);
      if (!held) {
        read();
      }
    }
  }

  /** The other direction of this stream stays open and silent until the peer ends its own. */
  @Override
  public void finished() {
    over = true;
    service.forget(this);
    stream.finish();
  }

  @Override
  public void broken(String why) {
    over = true;
    service.forget(this);
  }

  private void read() {
    try {
      Optional<byte[]> frame = next();
      while (frame.isPresent()) {
        service.received(new GossipInput.Received(peer(), Rpc.decode(frame.get())));
        frame = next();
      }
    } catch (WireException e) {
      over = true;
      stream.connection().close("the peer sent gossip that cannot be read: " + e.getMessage());
    }
  }

  private Optional<byte[]> next() {
    if (over) {
      return Optional.empty();
    }
    if (service.held()) {
      held = true;
      stream.hold();
      service.await(this);
      return Optional.empty();
    }
    return frames.next();
  }
}
