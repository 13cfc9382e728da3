package dev.bzzz.p2p.yamux;

import java.time.Duration;

/**
 * Orders of a yamux machine. {@link #applyTo} instead of a switch, so that a new effect breaks
 * every runtime until it handles it. Arrays are not copied: who carries out an effect must not
 * change them.
 */
public sealed interface YamuxEffect {
  /** Carries out this effect. */
  void applyTo(Handler handler);

  /** Carries out effects; each runtime has one. */
  interface Handler {
    /** Sends bytes to the other side, after those of earlier effects. */
    void send(Send effect);

    /** A stream asked for is open. */
    void opened(Opened effect);

    /** A stream asked for cannot be opened. */
    void openRefused(OpenRefused effect);

    /** The other side has opened a stream. */
    void accepted(Accepted effect);

    /** Bytes for the application. */
    void data(Data effect);

    /** The other side writes no more on a stream. */
    void finished(Finished effect);

    /** A stream has broken off. */
    void wasReset(WasReset effect);

    /** A write was not taken. */
    void writeRefused(WriteRefused effect);

    /** A stream takes bytes again. */
    void writable(Writable effect);

    /** The round trip was measured. */
    void pong(Pong effect);

    /** The other side ends the session. */
    void peerLeaving(PeerLeaving effect);

    /** The session has ended. */
    void closed(Closed effect);
  }

  /** Send these bytes: a frame, whole. */
  record Send(byte[] bytes) implements YamuxEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.send(this);
    }
  }

  /** The stream that an {@link YamuxInput.OpenStream} asked for; it can be written at once. */
  record Opened(long stream) implements YamuxEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.opened(this);
    }
  }

  /** No stream can be opened now, and why. */
  record OpenRefused(String why) implements YamuxEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.openRefused(this);
    }
  }

  /** The other side has opened this stream. */
  record Accepted(long stream) implements YamuxEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.accepted(this);
    }
  }

  /**
   * The next bytes of a stream. They count against its window, and against the session's memory,
   * until {@link YamuxInput.Consumed} or {@link YamuxInput.Reset} says otherwise, even after both
   * sides have finished.
   */
  record Data(long stream, byte[] bytes) implements YamuxEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.data(this);
    }
  }

  /** The other side has written its last byte; the stream ends once this side finishes too. */
  record Finished(long stream) implements YamuxEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.finished(this);
    }
  }

  /**
   * A stream is gone in both directions, and why; what was received and not taken yet is to be
   * dropped.
   */
  record WasReset(long stream, String why) implements YamuxEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.wasReset(this);
    }
  }

  /** None of the bytes of a write were taken, and why. */
  record WriteRefused(long stream, String why) implements YamuxEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.writeRefused(this);
    }
  }

  /**
   * A stream takes this many bytes now. Follows when the room of a stream was less than 64 KiB (or
   * half of its maximum, if that is less), or a write was refused for want of room.
   */
  record Writable(long stream, int bytes) implements YamuxEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.writable(this);
    }
  }

  /** The time from a ping to its answer; pings of the machine itself are told too. */
  record Pong(Duration roundTrip) implements YamuxEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.pong(this);
    }
  }

  /**
   * The other side opens and takes no streams any more; those there are go on. {@link Closed}
   * follows when the last has ended.
   */
  record PeerLeaving() implements YamuxEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.peerLeaving(this);
    }
  }

  /**
   * The session is over, and why: close the connection once the bytes of earlier effects are sent.
   * All streams are gone with it, without an effect for each. The last effect of a machine.
   *
   * @param orderly whether both sides meant it; otherwise one of them was at fault, or silent
   */
  record Closed(String why, boolean orderly) implements YamuxEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.closed(this);
    }
  }
}
