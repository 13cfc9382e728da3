package dev.bzzz.p2p.yamux;

import dev.bzzz.core.machine.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One yamux session: splits a connection into streams and back.
 *
 * <p>A violation of the protocol by the other side ends the session with {@link
 * YamuxEffect.Closed}; nothing it sends makes {@link #on} throw. Confined to its driver.
 */
public final class YamuxMachine implements Machine<YamuxInput, YamuxEffect> {
  /** The name under which the protocol is negotiated. */
  public static final String PROTOCOL = "/yamux/1.0.0";

  private static final long FIRST_OF_DIALER = 1;
  private static final long FIRST_OF_LISTENER = 2;

  private final Session session;
  private final InboundFrames frames;
  private final FrameParser parser;
  private boolean started;

  YamuxMachine(YamuxLimits limits, long firstOwnStream) {
    this.session = new Session(limits, firstOwnStream);
    this.frames = new InboundFrames(session, limits);
    this.parser = new FrameParser(frames);
  }

  /** A session of the side that dialed the connection; its streams have odd numbers. */
  public static YamuxMachine dialer(YamuxLimits limits) {
    return new YamuxMachine(limits, FIRST_OF_DIALER);
  }

  /** A session of the side that was dialed; its streams have even numbers. */
  public static YamuxMachine listener(YamuxLimits limits) {
    return new YamuxMachine(limits, FIRST_OF_LISTENER);
  }

  @Override
  public List<YamuxEffect> on(YamuxInput input, Instant now) {
    if (session.closed()) {
      return List.of();
    }
    if (!started) {
      started = true;
      session.keepAlive.start(now);
    }
    take(input, now);
    session.settle(now);
    return session.wire.take();
  }

  @Override
  public Optional<Instant> deadline() {
    return session.deadline();
  }

  /**
   * How many bytes a {@link YamuxInput.Write} on this stream may have now; 0 when it is full, has
   * been finished or is not there.
   */
  public int room(long stream) {
    return session.streams.find(stream).map(session.outflow::room).orElse(0);
  }

  /** How many bytes of a stream wait for its window or the connection; 0 if it is gone. */
  public int waiting(long stream) {
    return session.streams.find(stream).map(each -> each.waiting.size()).orElse(0);
  }

  /** How many streams there are, of both sides. */
  public int streams() {
    return session.streams.size();
  }

  /** What the session takes up now. */
  @Override
  public String toString() {
    return "YamuxMachine[" + session + "]";
  }

  private void take(YamuxInput input, Instant now) {
    if (input instanceof YamuxInput.Received received) {
      session.keepAlive.heard();
      frames.at(now);
      parser.feed(received.bytes());
    } else if (input instanceof YamuxInput.Write write) {
      write(write);
    } else if (input instanceof YamuxInput.Consumed consumed) {
      session
          .streams
          .find(consumed.stream())
          .ifPresent(stream -> session.consumed(stream, consumed.bytes(), now));
    } else if (input instanceof YamuxInput.OpenStream) {
      session.open(now);
    } else if (input instanceof YamuxInput.Finish finish) {
      session.streams.find(finish.stream()).ifPresent(session.outflow::finish);
    } else if (input instanceof YamuxInput.Reset reset) {
      session.streams.find(reset.stream()).ifPresent(session::reset);
    } else {
      ofSession(input, now);
    }
  }

  private void ofSession(YamuxInput input, Instant now) {
    if (input instanceof YamuxInput.Tick) {
      if (!session.keepAlive.tick(now)) {
        session.close("the other side has not answered a ping in time", false);
      }
    } else if (input instanceof YamuxInput.Ping) {
      session.keepAlive.ping(now);
    } else if (input instanceof YamuxInput.TransportFull) {
      session.wire.full(true);
    } else if (input instanceof YamuxInput.TransportReady) {
      session.outflow.ready();
    } else if (input instanceof YamuxInput.GoAway) {
      session.leave();
    } else if (!(input instanceof YamuxInput.Start)) {
      throw new AssertionError("unhandled input: " + input);
    }
  }

  private void write(YamuxInput.Write write) {
    Optional<YamuxStream> stream = session.streams.find(write.stream());
    if (stream.isPresent()) {
      session.outflow.write(stream.get(), write.bytes());
    } else {
      session.wire.emit(
          new YamuxEffect.WriteRefused(write.stream(), "there is no such stream any more"));
    }
  }
}
