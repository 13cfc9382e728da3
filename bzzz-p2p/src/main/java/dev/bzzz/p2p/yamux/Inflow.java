package dev.bzzz.p2p.yamux;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * The receiving side of all streams: what the other side may send, and what the application holds.
 *
 * <p>For each stream, what may still come + what is on its way in a frame + what is held + what is
 * consumed and not granted again = its full window.
 */
final class Inflow {
  /** A window grows when half of it is consumed within so many round trips. */
  private static final int QUICK_ROUND_TRIPS = 4;

  private final Wire wire;
  private final YamuxLimits limits;

  /** Over all streams. */
  private long held;

  private long fullWindows;

  Inflow(Wire wire, YamuxLimits limits) {
    this.wire = wire;
    this.limits = limits;
  }

  void begin(YamuxStream stream) {
    fullWindows += stream.fullWindow;
  }

  void end(YamuxStream stream) {
    fullWindows -= stream.fullWindow;
    held -= stream.held;
    stream.held = 0;
  }

  /**
   * Counts a frame against the window of its stream before the frame is there.
   *
   * @return false when the window is too small for it
   */
  boolean announced(YamuxStream stream, long length) {
    if (length > stream.receiveWindow) {
      return false;
    }
    stream.receiveWindow -= (int) length;
    return true;
  }

  /** Whether so many bytes more can be held. */
  boolean fits(int length) {
    return held + length <= limits.heldBytes();
  }

  /** Hands on a part of a frame. */
  void received(YamuxStream stream, byte[] bytes, int from, int length) {
    stream.held += length;
    held += length;
    boolean whole = length == bytes.length;
    byte[] part = whole ? bytes : Arrays.copyOfRange(bytes, from, from + length);
    wire.emit(new YamuxEffect.Data(stream.id, part));
  }

  void consumed(YamuxStream stream, int bytes, Instant now, Optional<Duration> roundTrip) {
    int taken = Math.min(bytes, stream.held);
    stream.held -= taken;
    held -= taken;
    stream.ungranted += taken;
    if (stream.otherFinished) {
      return;
    }
    if (stream.ungranted >= stream.fullWindow / 2) {
      grow(stream, now, roundTrip);
      grant(stream);
      stream.lastGrant = now;
    } else if (taken > 0 && !stream.own && !stream.acknowledged) {
      // An opener may wait for its answer, and no data need ever go back on this stream.
      grant(stream);
    }
  }

  @Override
  public String toString() {
    return "heldBytes=" + held + ", windows=" + fullWindows;
  }

  private void grant(YamuxStream stream) {
    wire.control(FrameHeader.WINDOW_UPDATE, stream.answer(), stream.id, stream.ungranted);
    stream.receiveWindow += stream.ungranted;
    stream.ungranted = 0;
  }

  private void grow(YamuxStream stream, Instant now, Optional<Duration> roundTrip) {
    if (roundTrip.isEmpty()) {
      return;
    }
    Duration quick = roundTrip.get().multipliedBy(QUICK_ROUND_TRIPS);
    int by = Math.min(stream.fullWindow, limits.receiveWindow() - stream.fullWindow);
    if (by > 0
        && Duration.between(stream.lastGrant, now).compareTo(quick) < 0
        && fullWindows + by <= limits.heldBytes()) {
      stream.fullWindow += by;
      stream.ungranted += by;
      fullWindows += by;
    }
  }
}
