package dev.bzzz.p2p.yamux;

import java.util.ArrayList;
import java.util.List;

/** The effects of the input at hand, in order, and whether the connection can keep up with them. */
final class Wire {
  /**
   * Frames without data that may be sent while the connection is full. A peer that has so many
   * coming and reads none of them makes this side pile them up.
   */
  static final int MAX_CONTROL_WHILE_FULL = 4096;

  private List<YamuxEffect> effects = new ArrayList<>();
  private boolean full;
  private int controlWhileFull;

  void emit(YamuxEffect effect) {
    effects.add(effect);
  }

  List<YamuxEffect> take() {
    if (effects.isEmpty()) {
      return List.of();
    }
    List<YamuxEffect> taken = effects;
    effects = new ArrayList<>();
    return taken;
  }

  /** Sends a frame that carries no data: it waits for nothing. */
  void control(int type, int flags, long stream, long length) {
    byte[] frame = new byte[FrameHeader.SIZE];
    FrameHeader.write(frame, type, flags, stream, length);
    effects.add(new YamuxEffect.Send(frame));
    if (full) {
      controlWhileFull++;
    }
  }

  void full(boolean isFull) {
    full = isFull;
    controlWhileFull = 0;
  }

  boolean full() {
    return full;
  }

  boolean flooded() {
    return controlWhileFull > MAX_CONTROL_WHILE_FULL;
  }
}
