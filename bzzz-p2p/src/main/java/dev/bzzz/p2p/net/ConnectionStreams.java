package dev.bzzz.p2p.net;

import dev.bzzz.p2p.yamux.YamuxEffect;
import dev.bzzz.p2p.yamux.YamuxInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The streams of one connection: tells each what the session says of it. Confined to the loop,
 * besides {@link #roundTrip}.
 */
final class ConnectionStreams implements YamuxEffect.Handler {
  private final Connection connection;
  private final Consumer<MuxedStream> onAccepted;
  private final Map<Long, MuxedStream> streams = new HashMap<>();
  private long openedStream = -1;
  private String refusal = "";
  private volatile Optional<Duration> roundTrip = Optional.empty();

  /**
   * No streams yet.
   *
   * @param onAccepted gets the streams that the peer opens
   */
  ConnectionStreams(Connection connection, Consumer<MuxedStream> onAccepted) {
    this.connection = connection;
    this.onAccepted = onAccepted;
  }

  /** The next stream that is opened is the one that {@link #opened()} gives. */
  void awaitOpened() {
    openedStream = -1;
    refusal = "the connection is closed";
  }

  /**
   * The stream that was opened since {@link #awaitOpened}; empty for the reason {@link #refusal}.
   */
  Optional<MuxedStream> opened() {
    return Optional.ofNullable(streams.get(openedStream));
  }

  String refusal() {
    return refusal;
  }

  /** The time that the last ping of the session took; for any thread. */
  Optional<Duration> roundTrip() {
    return roundTrip;
  }

  void forget(MuxedStream stream) {
    streams.remove(stream.id());
  }

  /** All streams are gone. */
  void end(String why) {
    List<MuxedStream> broken = new ArrayList<>(streams.values());
    streams.clear();
    for (MuxedStream stream : broken) {
      stream.broken(why);
    }
  }

  @Override
  public void send(YamuxEffect.Send effect) {
    // gathered before
  }

  @Override
  public void opened(YamuxEffect.Opened effect) {
    openedStream = effect.stream();
    streams.put(effect.stream(), new MuxedStream(connection, effect.stream()));
  }

  @Override
  public void openRefused(YamuxEffect.OpenRefused effect) {
    refusal = effect.why();
  }

  @Override
  public void accepted(YamuxEffect.Accepted effect) {
    MuxedStream stream = new MuxedStream(connection, effect.stream());
    streams.put(effect.stream(), stream);
    onAccepted.accept(stream);
  }

  @Override
  public void data(YamuxEffect.Data effect) {
    MuxedStream stream = streams.get(effect.stream());
    if (stream == null) {
      connection.mux(new YamuxInput.Consumed(effect.stream(), effect.bytes().length));
    } else {
      stream.received(effect.bytes());
    }
  }

  @Override
  public void finished(YamuxEffect.Finished effect) {
    MuxedStream stream = streams.get(effect.stream());
    if (stream != null) {
      stream.peerFinished();
    }
  }

  @Override
  public void wasReset(YamuxEffect.WasReset effect) {
    MuxedStream stream = streams.get(effect.stream());
    if (stream != null) {
      stream.broken(effect.why());
      connection.wasted();
    }
  }

  @Override
  public void writeRefused(YamuxEffect.WriteRefused effect) {
    MuxedStream stream = streams.get(effect.stream());
    if (stream != null) {
      connection.mux(new YamuxInput.Reset(effect.stream()));
      stream.broken(effect.why());
    }
  }

  @Override
  public void writable(YamuxEffect.Writable effect) {
    MuxedStream stream = streams.get(effect.stream());
    if (stream != null) {
      stream.writable();
    }
  }

  @Override
  public void pong(YamuxEffect.Pong effect) {
    roundTrip = Optional.of(effect.roundTrip());
  }

  @Override
  public void peerLeaving(YamuxEffect.PeerLeaving effect) {
    connection.peerLeaves();
  }

  @Override
  public void closed(YamuxEffect.Closed effect) {
    connection.close(effect.why());
  }
}
