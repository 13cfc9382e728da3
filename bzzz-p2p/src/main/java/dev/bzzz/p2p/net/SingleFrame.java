package dev.bzzz.p2p.net;

import dev.bzzz.p2p.wire.FrameReader;
import dev.bzzz.p2p.wire.WireException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a stream that holds one frame and nothing else. Confined to the loop. */
final class SingleFrame {
  private final FrameReader reader;
  private byte @Nullable [] frame;
  private boolean failed;

  SingleFrame(int maxBytes) {
    this.reader = new FrameReader(maxBytes);
  }

  void add(byte[] bytes) {
    if (failed) {
      return;
    }
    try {
      List<byte[]> frames = reader.feed(bytes);
      failed = frames.size() > (frame == null ? 1 : 0) || frame != null && bytes.length > 0;
      if (!frames.isEmpty()) {
        frame = frames.get(0);
      }
    } catch (WireException e) {
      failed = true;
    }
  }

  /** Whether it is no single frame, or too long. */
  boolean failed() {
    return failed;
  }

  /** The frame, once it is whole and nothing came behind it. */
  Optional<byte[]> complete() {
    return failed || reader.waiting() > 0 ? Optional.empty() : Optional.ofNullable(frame);
  }
}
