package dev.bzzz.p2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** One of two machines that talk to each other, with an application that checks every byte. */
final class Peer implements YamuxEffect.Handler {
  /** What the application knows of a stream. */
  static final class Line {
    int written;
    int received;
    int unconsumed;
    boolean finishing;

    /** A write was refused for want of room. */
    boolean hoping;

    boolean otherFinished;
    boolean dead;
  }

  private static final int PERIOD = 65_521;

  /** What all streams carry, each from its own beginning on. */
  private static final byte[] TUNE = tune();

  final YamuxMachine machine;
  final Map<Long, Line> lines = new TreeMap<>();
  int pongs;
  int refusedWrites;

  private final int tone;
  private final ByteQueue out = new ByteQueue();

  Peer(YamuxMachine machine, int tone) {
    this.machine = machine;
    this.tone = tone;
  }

  void on(YamuxInput input, Instant now) {
    for (YamuxEffect effect : machine.on(input, now)) {
      effect.applyTo(this);
    }
  }

  void write(long stream, int length, Instant now) {
    Line line = lines.get(stream);
    int room = machine.room(stream);
    int refused = refusedWrites;
    int from = beginning(tone, stream, line.written);
    byte[] bytes = Arrays.copyOfRange(TUNE, from, from + length);
    line.hoping = length > room && !line.finishing;
    on(new YamuxInput.Write(stream, bytes), now);
    boolean taken = refused == refusedWrites;
    assertThat(taken).as("%s bytes taken with room for %s", length, room).isEqualTo(length <= room);
    if (taken) {
      line.written += length;
    }
  }

  void finish(long stream, Instant now) {
    lines.get(stream).finishing = true;
    on(new YamuxInput.Finish(stream), now);
  }

  void reset(long stream, Instant now) {
    lines.get(stream).dead = true;
    on(new YamuxInput.Reset(stream), now);
  }

  void consume(long stream, int bytes, Instant now) {
    Line line = lines.get(stream);
    int taken = Math.min(bytes, line.unconsumed);
    line.unconsumed -= taken;
    on(new YamuxInput.Consumed(stream, taken), now);
  }

  /** Takes bytes off the wire: at most so many. */
  byte[] takeOff(int most) {
    byte[] taken = new byte[Math.min(most, out.size())];
    if (taken.length > 0) {
      out.poll(taken, 0, taken.length);
    }
    return taken;
  }

  /** What the application holds on all streams. */
  int held() {
    return lines.values().stream().filter(line -> !line.dead).mapToInt(l -> l.unconsumed).sum();
  }

  boolean silent() {
    return out.size() == 0;
  }

  List<Long> streams() {
    return new ArrayList<>(lines.keySet());
  }

  @Override
  public void send(YamuxEffect.Send effect) {
    out.add(effect.bytes(), 0, effect.bytes().length);
  }

  @Override
  public void opened(YamuxEffect.Opened effect) {
    assertThat(lines.put(effect.stream(), new Line())).isNull();
  }

  @Override
  public void openRefused(YamuxEffect.OpenRefused effect) {
    assertThat(effect.why()).isNotEmpty();
  }

  @Override
  public void accepted(YamuxEffect.Accepted effect) {
    assertThat(lines.put(effect.stream(), new Line())).isNull();
  }

  @Override
  public void data(YamuxEffect.Data effect) {
    Line line = lines.get(effect.stream());
    assertThat(line.dead || line.otherFinished).as("data after the end").isFalse();
    int length = effect.bytes().length;
    int from = beginning(1 - tone, effect.stream(), line.received);
    assertThat(Arrays.equals(effect.bytes(), 0, length, TUNE, from, from + length))
        .as("bytes of stream %s from %s on", effect.stream(), line.received)
        .isTrue();
    line.received += length;
    line.unconsumed += length;
  }

  @Override
  public void finished(YamuxEffect.Finished effect) {
    Line line = lines.get(effect.stream());
    assertThat(line.dead || line.otherFinished).as("finished after the end").isFalse();
    line.otherFinished = true;
  }

  @Override
  public void wasReset(YamuxEffect.WasReset effect) {
    Line line = lines.get(effect.stream());
    assertThat(line.dead).as("reset after the end").isFalse();
    line.dead = true;
  }

  @Override
  public void writeRefused(YamuxEffect.WriteRefused effect) {
    refusedWrites++;
  }

  @Override
  public void writable(YamuxEffect.Writable effect) {
    Line line = lines.get(effect.stream());
    assertThat(line.dead || line.finishing).as("room after the end").isFalse();
    assertThat(effect.bytes()).isPositive();
    line.hoping = false;
  }

  @Override
  public void pong(YamuxEffect.Pong effect) {
    assertThat(effect.roundTrip()).isGreaterThanOrEqualTo(Duration.ZERO);
    pongs++;
  }

  @Override
  public void peerLeaving(YamuxEffect.PeerLeaving effect) {
    throw new AssertionError("nobody leaves");
  }

  @Override
  public void closed(YamuxEffect.Closed effect) {
    throw new AssertionError(effect.why());
  }

  /** Where in the tune a stream is that has come so far in one direction. */
  private static int beginning(int tone, long stream, int at) {
    return (int) ((at + stream * 7919 + tone * 31L) % PERIOD);
  }

  private static byte[] tune() {
    byte[] period = new byte[PERIOD];
    new Random(1).nextBytes(period);
    byte[] tune = new byte[20 * PERIOD];
    for (int at = 0; at < tune.length; at += PERIOD) {
      System.arraycopy(period, 0, tune, at, PERIOD);
    }
    return tune;
  }
}
