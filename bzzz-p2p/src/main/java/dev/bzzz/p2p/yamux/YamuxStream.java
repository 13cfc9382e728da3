package dev.bzzz.p2p.yamux;

import java.time.Instant;

/**
 * What a session knows of one stream. Each part belongs to one class: the sending side to {@link
 * Outflow}, the receiving side to {@link Inflow}, the rest to the machine.
 */
final class YamuxStream {
  final long id;

  /** Whether this side has opened it. */
  final boolean own;

  /** Own: the other side has answered the opening. Theirs: this side has. */
  boolean acknowledged;

  /** Out of the session: what still comes for it is dropped. */
  boolean gone;

  /** What the other side still takes; may pass 2^31. */
  long sendWindow = YamuxLimits.INITIAL_WINDOW;

  final ByteQueue waiting = new ByteQueue();

  /** Nothing more is written; {@link #finished} once that is sent. */
  boolean finishing;

  boolean finished;

  /** In the round of those that can send. */
  boolean inRound;

  /** What the other side may still send. */
  int receiveWindow = YamuxLimits.INITIAL_WINDOW;

  /** What {@link #receiveWindow} is when all is consumed and granted. */
  int fullWindow = YamuxLimits.INITIAL_WINDOW;

  /** Handed on and not consumed. */
  int held;

  /** Consumed and not granted again. */
  int ungranted;

  Instant lastGrant;

  /** The other side has sent its last byte. */
  boolean otherFinished;

  YamuxStream(long id, boolean own, Instant now) {
    this.id = id;
    this.own = own;
    this.lastGrant = now;
  }

  /** The flag that answers an opening, if this is the first frame on the stream from here. */
  int answer() {
    if (own || acknowledged) {
      return 0;
    }
    acknowledged = true;
    return FrameHeader.ACK;
  }

  /** Whether both sides are through and nothing is left to be consumed. */
  boolean over() {
    return finished && otherFinished && held == 0;
  }
}
