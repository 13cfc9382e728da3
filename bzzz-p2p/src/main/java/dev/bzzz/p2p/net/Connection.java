package dev.bzzz.p2p.net;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.noise.NoiseChannel;
import dev.bzzz.p2p.yamux.YamuxEffect;
import dev.bzzz.p2p.yamux.YamuxInput;
import dev.bzzz.p2p.yamux.YamuxLimits;
import dev.bzzz.p2p.yamux.YamuxMachine;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection whose peer is known: noise and yamux over a link. Frames that are written in one
 * turn of the loop leave together, as one noise message and one write. Confined to the loop,
 * besides what describes it.
 */
final class Connection implements Link.Listener {
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

  /** How many streams a peer may open for nothing at once, and then each second. */
  private static final int MAX_WASTED = 1024;

  private static final int MAX_WASTED_PER_SECOND = 128;
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final Link link;
  private final Secured secured;
  private final NodeLoop loop;
  private final Owner owner;
  private final YamuxMachine machine;
  private final MachineRunner<YamuxInput, YamuxEffect> runner;
  private final ConnectionStreams streams;
  private final Instant since;
  private final Allowance wasted;
  private final OutgoingFrames outgoing;
  private boolean ended;

  Connection(Link link, Secured secured, YamuxLimits limits, NodeLoop loop, Owner owner) {
    this.link = link;
    this.secured = secured;
    this.loop = loop;
    this.owner = owner;
    this.since = loop.now();
    this.streams = new ConnectionStreams(this, owner::accepted);
    this.wasted = new Allowance(MAX_WASTED, MAX_WASTED_PER_SECOND, since);
    this.outgoing = new OutgoingFrames(link, secured.channel(), loop);
    this.machine = secured.outbound() ? YamuxMachine.dialer(limits) : YamuxMachine.listener(limits);
    this.runner = new MachineRunner<>(machine, new YamuxInput.Tick(), this::carryOut, loop);
  }

  /** Whom a connection tells what happens to it. */
  interface Owner {
    /** The peer opened a stream. */
    void accepted(MuxedStream stream);

    /** The connection is gone; told once, after its streams were told. */
    void ended(Connection connection, String why);
  }

  /** Begins, with the bytes that came behind the upgrade. */
  void start(byte[] rest) {
    mux(new YamuxInput.Start());
    if (rest.length > 0) {
      mux(new YamuxInput.Received(rest));
    }
  }

  PeerId peer() {
    return secured.peer();
  }

  /** Whether this node dialled. */
  boolean outbound() {
    return secured.outbound();
  }

  InetSocketAddress remote() {
    return link.remote();
  }

  InetSocketAddress local() {
    return link.local();
  }

  Instant since() {
    return since;
  }

  /** The time that the last ping of the session took. */
  Optional<Duration> roundTrip() {
    return streams.roundTrip();
  }

  boolean ended() {
    return ended;
  }

  int room(long stream) {
    return machine.room(stream);
  }

  int waiting(long stream) {
    return machine.waiting(stream);
  }

  /**
   * Opens a stream.
   *
   * @return the stream, or empty when none can be opened, for the reason {@link #refusal}
   */
  Optional<MuxedStream> open() {
    streams.awaitOpened();
    mux(new YamuxInput.OpenStream());
    return streams.opened();
  }

  /** Why the last stream could not be opened. */
  String refusal() {
    return streams.refusal();
  }

  /** An input for the session; what it has to send leaves at the end of this turn of the loop. */
  void mux(YamuxInput input) {
    if (!ended) {
      runner.on(input);
    }
  }

  /** The same, but what it has to send may wait a little for more, since nobody waits for it. */
  void muxPatiently(YamuxInput input) {
    outgoing.patient(true);
    mux(input);
    outgoing.patient(false);
  }

  /** A stream of the peer came to nothing; a peer that makes too many of them has to go. */
  void wasted() {
    if (!ended && !wasted.take(loop.now())) {
      close("the peer opens streams and drops them, again and again");
    }
  }

  void forget(MuxedStream stream) {
    streams.forget(stream);
  }

  /** Tells the peer that this node leaves, and closes. */
  void leave() {
    mux(new YamuxInput.GoAway());
    close("this node has closed the connection");
  }

  /** The peer leaves: streams may end, for a little while. */
  void peerLeaves() {
    loop.after(CLOSE_PATIENCE, () -> close("the peer has left"));
  }

  /** Closes at once. */
  void close(String why) {
    if (!ended) {
      outgoing.flush();
      end(why);
      link.close();
    }
  }

  @Override
  public void received(byte[] bytes, int length) {
    if (ended) {
      return;
    }
    NoiseChannel.Opened opened = secured.channel().open(bytes, 0, length);
    if (opened.plain().length > 0) {
      mux(new YamuxInput.Received(opened.plain()));
    }
    opened.failure().ifPresent(why -> close("the encryption is broken: " + why));
  }

  @Override
  public void pause() {
    outgoing.pause();
  }

  /**
   * Said at once when there is too much, which sends nothing; but that there is room again only
   * later, since the session then sends, and may be in the middle of that.
   */
  @Override
  public void writabilityChanged() {
    if (link.writable()) {
      loop.execute(this::ready);
    } else {
      mux(new YamuxInput.TransportFull());
    }
  }

  private void ready() {
    if (link.writable()) {
      mux(new YamuxInput.TransportReady());
    }
  }

  @Override
  public void closed(String why) {
    if (!ended) {
      end(why);
    }
  }

  /**
   * What is to be sent is taken from all effects before streams hear of anything, since a stream
   * that answers makes more to send, which belongs behind.
   */
  private void carryOut(List<YamuxEffect> effects) {
    int sent = 0;
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i) instanceof YamuxEffect.Send send) {
        outgoing.add(send.bytes());
        sent++;
      }
    }
    if (sent < effects.size()) {
      for (int i = 0; i < effects.size() && !ended; i++) {
        effects.get(i).applyTo(streams);
      }
    }
  }

  private void end(String why) {
    ended = true;
    outgoing.close();
    runner.stop();
    LOG.debug("peer={} remote={} connection ended: {}", peer(), remote(), why);
    streams.end(why);
    owner.ended(this, why);
  }
}
