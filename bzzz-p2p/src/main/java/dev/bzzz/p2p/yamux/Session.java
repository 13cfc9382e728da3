package dev.bzzz.p2p.yamux;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** What both directions of a session share: its streams, its parts, and how it ends. */
final class Session {
  final Wire wire = new Wire();
  final Streams streams;
  final Inflow inflow;
  final Outflow outflow;
  final KeepAlive keepAlive;

  private boolean leaving;
  private boolean otherLeaving;
  private boolean closed;

  Session(YamuxLimits limits, long firstOwn) {
    this.streams = new Streams(limits, firstOwn);
    this.inflow = new Inflow(wire, limits);
    this.outflow = new Outflow(wire, limits, this::endIfOver);
    this.keepAlive = new KeepAlive(wire, limits);
  }

  void open(Instant now) {
    Optional<String> why = whyNoStream();
    if (why.isPresent()) {
      wire.emit(new YamuxEffect.OpenRefused(why.get()));
      return;
    }
    YamuxStream stream = streams.open(now);
    inflow.begin(stream);
    wire.control(FrameHeader.WINDOW_UPDATE, FrameHeader.SYN, stream.id, 0);
    wire.emit(new YamuxEffect.Opened(stream.id));
  }

  /** Takes in a stream of the other side, or resets it if there are too many. */
  void accept(long id, Instant now) {
    if (leaving || !streams.mayAccept()) {
      sendReset(id);
      return;
    }
    YamuxStream stream = streams.accept(id, now);
    inflow.begin(stream);
    wire.emit(new YamuxEffect.Accepted(id));
  }

  void consumed(YamuxStream stream, int bytes, Instant now) {
    Optional<Duration> roundTrip = keepAlive.roundTrip();
    inflow.consumed(stream, bytes, now, roundTrip);
    endIfOver(stream);
  }

  /** Drops a stream and lets the other side know. */
  void reset(YamuxStream stream) {
    sendReset(stream.id);
    end(stream);
  }

  /** Drops a stream, and lets both sides know. */
  void breakOff(YamuxStream stream, String why) {
    reset(stream);
    wire.emit(new YamuxEffect.WasReset(stream.id, why));
  }

  /** Makes room for bytes of a stream, which may end with that. */
  void makeRoom(YamuxStream stream, int length) {
    while (!stream.gone && !inflow.fits(length)) {
      YamuxStream greediest =
          streams.all().stream()
              .filter(other -> other.held > 0)
              .max(Comparator.comparingInt(other -> other.held))
              .orElse(stream);
      breakOff(
          greediest,
          "the session holds too much that was not taken; this stream held the most, "
              + greediest.held
              + " bytes");
    }
  }

  void end(YamuxStream stream) {
    streams.remove(stream);
    inflow.end(stream);
    outflow.end(stream);
  }

  void endIfOver(YamuxStream stream) {
    if (stream.over() && !stream.gone) {
      end(stream);
    }
  }

  void leave() {
    if (!leaving) {
      leaving = true;
      wire.control(FrameHeader.GO_AWAY, 0, 0, FrameHeader.NORMAL);
    }
  }

  void otherLeaves() {
    if (!otherLeaving) {
      otherLeaving = true;
      wire.emit(new YamuxEffect.PeerLeaving());
    }
  }

  /** What is to be done after every input. */
  void settle(Instant now) {
    outflow.pump(now);
    outflow.relax(streams.all());
    if (closed) {
      return;
    }
    if (wire.flooded()) {
      fail(
          FrameHeader.INTERNAL_ERROR,
          "the other side makes this side answer and does not read the answers");
    } else if (streams.size() == 0 && (leaving || otherLeaving)) {
      close(leaving ? "this side has left" : "the other side has left", true);
    }
  }

  /** Ends the session for a fault, and tells the other side. */
  void fail(int code, String why) {
    if (!closed) {
      wire.control(FrameHeader.GO_AWAY, 0, 0, code);
      close(why, false);
    }
  }

  void close(String why, boolean orderly) {
    if (!closed) {
      closed = true;
      for (YamuxStream stream : streams.all()) {
        outflow.end(stream);
      }
      streams.clear();
      wire.emit(new YamuxEffect.Closed(why, orderly));
    }
  }

  boolean closed() {
    return closed;
  }

  Optional<Instant> deadline() {
    if (closed) {
      return Optional.empty();
    }
    return outflow.deadline().or(keepAlive::deadline);
  }

  @Override
  public String toString() {
    return streams + ", " + inflow + ", " + outflow;
  }

  private Optional<String> whyNoStream() {
    if (leaving) {
      return Optional.of("this side has ended the session");
    }
    return otherLeaving
        ? Optional.of("the other side has ended the session; connect anew")
        : streams.fullness();
  }

  private void sendReset(long id) {
    wire.control(FrameHeader.WINDOW_UPDATE, FrameHeader.RST, id, 0);
  }
}
