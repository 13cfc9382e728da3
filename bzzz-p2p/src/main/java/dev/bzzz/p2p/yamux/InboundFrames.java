package dev.bzzz.p2p.yamux;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Acts on the frames of the other side, and judges them. */
final class InboundFrames implements FrameParser.Sink {
  private final Session session;
  private final YamuxLimits limits;
  private Instant now = Instant.MIN;

  /** Where what the frame at hand carries belongs; null when it is dropped. */
  private @Nullable YamuxStream target;

  private boolean lastOfTarget;

  InboundFrames(Session session, YamuxLimits limits) {
    this.session = session;
    this.limits = limits;
  }

  void at(Instant instant) {
    now = instant;
  }

  @Override
  public boolean stopped() {
    return session.closed();
  }

  @Override
  public void begin(FrameHeader frame) {
    target = null;
    lastOfTarget = false;
    if (frame.version() != FrameHeader.VERSION) {
      violation("version " + frame.version() + " where only 0 is known");
    } else if (frame.type() == FrameHeader.DATA || frame.type() == FrameHeader.WINDOW_UPDATE) {
      ofStream(frame);
    } else if (frame.stream() != 0) {
      violation("a frame of type " + frame.type() + " on stream " + frame.stream());
    } else if (frame.type() == FrameHeader.PING) {
      ping(frame);
    } else if (frame.type() == FrameHeader.GO_AWAY) {
      goAway(frame);
    } else {
      violation("unknown frame type " + frame.type());
    }
  }

  @Override
  public void payload(byte[] bytes, int from, int length) {
    YamuxStream stream = target;
    if (stream == null || stream.gone) {
      return;
    }
    session.makeRoom(stream, length);
    if (!stream.gone) {
      session.inflow.received(stream, bytes, from, length);
    }
  }

  @Override
  public void end() {
    YamuxStream stream = target;
    if (stream != null && !stream.gone && lastOfTarget && !stream.otherFinished) {
      stream.otherFinished = true;
      session.wire.emit(new YamuxEffect.Finished(stream.id));
      session.endIfOver(stream);
    }
  }

  private void ping(FrameHeader frame) {
    if (frame.flags() == FrameHeader.SYN) {
      session.wire.control(FrameHeader.PING, FrameHeader.ACK, 0, frame.length());
    } else if (frame.flags() != FrameHeader.ACK) {
      violation("a ping with flags " + frame.flags());
    } else if (!session.keepAlive.answered(frame.length(), now)) {
      violation("an answer to ping " + frame.length() + ", which was not asked");
    }
  }

  private void goAway(FrameHeader frame) {
    if (frame.length() == FrameHeader.NORMAL) {
      session.otherLeaves();
    } else {
      String reason =
          frame.length() == FrameHeader.PROTOCOL_ERROR ? "a violation of yamux" : "an error";
      session.close(
          "the other side ended the session for " + reason + ", code " + frame.length(), false);
    }
  }

  private void ofStream(FrameHeader frame) {
    if (frame.stream() == 0) {
      violation("a frame of type " + frame.type() + " on stream 0");
    } else if (frame.type() == FrameHeader.DATA && frame.length() > limits.receiveWindow()) {
      violation(frame.length() + " bytes at once, more than any stream was granted");
    } else if (!frame.has(FrameHeader.SYN) || begun(frame)) {
      // A stream that is not there was ended by this side while the frame was on its way.
      Optional<YamuxStream> stream = session.streams.find(frame.stream());
      stream.ifPresent(found -> onStream(found, frame));
    }
  }

  /** Takes in a new stream. Returns whether the frame has more to say. */
  private boolean begun(FrameHeader frame) {
    if (session.streams.isOwn(frame.stream())) {
      violation("it opens stream " + frame.stream() + ", a number of this side");
      return false;
    }
    if (session.streams.find(frame.stream()).isPresent()) {
      violation("it opens stream " + frame.stream() + ", which is open");
      return false;
    }
    if (frame.has(FrameHeader.RST)) {
      return false; // given up before it began
    }
    session.accept(frame.stream(), now);
    return true;
  }

  private void onStream(YamuxStream stream, FrameHeader frame) {
    session.streams.answered(stream);
    if (frame.has(FrameHeader.RST)) {
      session.end(stream);
      session.wire.emit(new YamuxEffect.WasReset(stream.id, "the other side has reset it"));
    } else if (frame.type() == FrameHeader.WINDOW_UPDATE) {
      if (session.outflow.granted(stream, frame.length())) {
        aim(stream, frame);
      } else {
        violation("the window of stream " + stream.id + " passes 2^32");
      }
    } else if (stream.otherFinished && frame.length() > 0) {
      session.breakOff(stream, "the other side wrote on after it had finished");
    } else if (session.inflow.announced(stream, frame.length())) {
      aim(stream, frame);
    } else {
      violation(
          frame.length()
              + " bytes on stream "
              + stream.id
              + ", whose window is "
              + stream.receiveWindow);
    }
  }

  private void aim(YamuxStream stream, FrameHeader frame) {
    target = stream;
    lastOfTarget = frame.has(FrameHeader.FIN);
  }

  private void violation(String what) {
    session.fail(FrameHeader.PROTOCOL_ERROR, "the other side violates yamux: " + what);
  }
}
