package dev.bzzz.p2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Two machines and anything that their applications and the network between them may do: every byte
 * arrives once and in order, nobody breaks the rules, and nothing is left over.
 */
class YamuxSessionPropertyTest {
  private static final YamuxLimits NARROW =
      new YamuxLimits(
          6,
          8,
          1024 * 1024,
          300 * 1024,
          256 * 1024,
          400 * 1024,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10));

  private enum Act {
    OPEN,
    WRITE,
    WRITE_MUCH,
    CONSUME,
    CONSUME_ALL,
    FINISH,
    RESET,
    DELIVER,
    DELIVER_MUCH,
    PING,
    FULL,
    READY
  }

  /** What one side does, with a number to choose a stream and one to choose a size. */
  private record Step(Act act, int side, int stream, int size) {}

  private final Peer[] peers = new Peer[2];
  private Instant now = OneSide.START;

  @Property(tries = 200)
  void everyByteArrivesOnceAndInOrderAndNothingIsLeft(
      @ForAll boolean narrow, @ForAll("steps") List<Step> steps) {
    YamuxLimits limits = narrow ? NARROW : YamuxLimits.defaults();
    peers[0] = new Peer(YamuxMachine.dialer(limits), 0);
    peers[1] = new Peer(YamuxMachine.listener(limits), 1);
    for (Peer peer : peers) {
      peer.on(new YamuxInput.Start(), now);
    }

    for (Step step : steps) {
      now = now.plusMillis(1);
      act(step);
      assertThat(peers[step.side()].held()).isLessThanOrEqualTo(limits.heldBytes());
    }

    for (Peer peer : peers) {
      peer.on(new YamuxInput.TransportReady(), now);
    }
    deliverAll();
    pingsAndNewStreamsPass();
    consumeAll();
    nobodyHopes();
    finishAll();
    for (Peer peer : peers) {
      assertThat(peer.machine.toString()).contains("streams=0, own=0, unanswered=0");
      assertThat(peer.machine.toString()).contains("heldBytes=0, windows=0");
      assertThat(peer.machine.toString()).contains("waitingBytes=0, sending=0, pressed=0");
    }

    peers[0].lines.forEach(this::compare);
  }

  private void act(Step step) {
    Peer peer = peers[step.side()];
    switch (step.act()) {
      case OPEN -> peer.on(new YamuxInput.OpenStream(), now);
      case PING -> peer.on(new YamuxInput.Ping(), now);
      case FULL -> peer.on(new YamuxInput.TransportFull(), now);
      case READY -> peer.on(new YamuxInput.TransportReady(), now);
      case DELIVER -> deliver(step.side(), step.size());
      case DELIVER_MUCH -> deliver(step.side(), step.size() * 200);
      default -> onStream(peer, step);
    }
  }

  private void onStream(Peer peer, Step step) {
    boolean writes = step.act() == Act.WRITE || step.act() == Act.WRITE_MUCH;
    List<Long> alive =
        peer.streams().stream()
            .filter(stream -> !peer.lines.get(stream).dead)
            .filter(stream -> !writes || !peer.lines.get(stream).finishing)
            .toList();
    if (alive.isEmpty()) {
      return;
    }
    long stream = alive.get(step.stream() % alive.size());
    switch (step.act()) {
      case WRITE -> peer.write(stream, step.size(), now);
      case WRITE_MUCH -> peer.write(stream, 80_000 + step.size() * 70, now);
      case CONSUME -> peer.consume(stream, step.size() * 80, now);
      case CONSUME_ALL -> peer.consume(stream, Integer.MAX_VALUE, now);
      case FINISH -> peer.finish(stream, now);
      default -> peer.reset(stream, now);
    }
  }

  private void deliver(int from, int most) {
    byte[] bytes = peers[from].takeOff(most);
    peers[1 - from].on(new YamuxInput.Received(bytes), now);
  }

  private void deliverAll() {
    while (!peers[0].silent() || !peers[1].silent() || burstLeft()) {
      deliver(0, Integer.MAX_VALUE);
      deliver(1, Integer.MAX_VALUE);
    }
  }

  private boolean burstLeft() {
    boolean left = false;
    for (Peer peer : peers) {
      if (!peer.machine.deadline().orElseThrow().isAfter(now)) {
        peer.on(new YamuxInput.Tick(), now);
        left = true;
      }
    }
    return left;
  }

  /** However many streams are stuck. */
  private void pingsAndNewStreamsPass() {
    int pongs = peers[0].pongs;
    // Makes room for one more.
    peers[1].streams().stream()
        .filter(stream -> !peers[1].lines.get(stream).dead)
        .findFirst()
        .ifPresent(stream -> peers[1].reset(stream, now));
    deliverAll();
    Set<Long> before = new TreeSet<>(peers[0].lines.keySet());

    peers[0].on(new YamuxInput.Ping(), now);
    peers[0].on(new YamuxInput.OpenStream(), now);
    for (long stream : peers[0].streams()) {
      if (!before.contains(stream)) {
        peers[0].write(stream, 100, now);
        deliverAll();
        assertThat(peers[0].lines.get(stream).dead || peers[1].lines.get(stream).received == 100)
            .isTrue();
      }
    }
    deliverAll();

    assertThat(peers[0].pongs).isEqualTo(pongs + 1);
  }

  private void consumeAll() {
    boolean going = true;
    while (going) {
      going = false;
      for (Peer peer : peers) {
        for (long stream : peer.streams()) {
          going |= peer.lines.get(stream).unconsumed > 0;
          peer.consume(stream, Integer.MAX_VALUE, now);
        }
      }
      deliverAll();
    }
  }

  /** Who wanted to write knows that there is room now. */
  private void nobodyHopes() {
    for (Peer peer : peers) {
      peer.lines.forEach(
          (stream, line) ->
              assertThat(line.hoping && !line.finishing && !line.dead)
                  .as("stream %s hopes for room", stream)
                  .isFalse());
    }
  }

  private void finishAll() {
    for (Peer peer : peers) {
      for (long stream : peer.streams()) {
        peer.finish(stream, now);
      }
    }
    deliverAll();
  }

  private void compare(long stream, Peer.Line line) {
    Peer.Line other = peers[1].lines.getOrDefault(stream, new Peer.Line());
    if (!line.dead && !other.dead) {
      assertThat(other.received).isEqualTo(line.written);
      assertThat(line.received).isEqualTo(other.written);
      assertThat(line.otherFinished && other.otherFinished).isTrue();
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Act> act =
        Arbitraries.frequency(
            Tuple.of(2, Act.OPEN),
            Tuple.of(6, Act.WRITE),
            Tuple.of(24, Act.WRITE_MUCH),
            Tuple.of(8, Act.CONSUME),
            Tuple.of(4, Act.CONSUME_ALL),
            Tuple.of(1, Act.FINISH),
            Tuple.of(1, Act.RESET),
            Tuple.of(10, Act.DELIVER),
            Tuple.of(20, Act.DELIVER_MUCH),
            Tuple.of(1, Act.PING),
            Tuple.of(1, Act.FULL),
            Tuple.of(4, Act.READY));
    return Combinators.combine(
            act,
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(1, 2600))
        .as(Step::new)
        .list()
        .ofMinSize(30)
        .ofMaxSize(150);
  }
}
