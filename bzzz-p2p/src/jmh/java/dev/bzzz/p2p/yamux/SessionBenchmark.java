package dev.bzzz.p2p.yamux;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Frames through yamux sessions, without encryption and without a network. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SessionBenchmark {
  private static final Instant NOW = Instant.EPOCH;

  /** Few enough for the window, even if those before are not granted again yet. */
  private static final int BATCH = 4;

  /** Bytes that a frame carries. */
  @Param({"300", "16384"})
  private int size;

  private YamuxMachine dialer = YamuxMachine.dialer(YamuxLimits.defaults());
  private YamuxMachine listener = YamuxMachine.listener(YamuxLimits.defaults());
  private byte[] payload = {};
  private byte[] frame = {};
  private byte[] batch = {};

  /** Two sessions with one stream. */
  @Setup
  public void setUp() {
    payload = new byte[size];
    List<YamuxEffect> opened = dialer.on(new YamuxInput.OpenStream(), NOW);
    opened.forEach(this::toListener);
    frame = new byte[FrameHeader.SIZE + size];
    FrameHeader.write(frame, FrameHeader.DATA, 0, 1, size);
    batch = new byte[BATCH * frame.length];
    for (int at = 0; at < batch.length; at += frame.length) {
      System.arraycopy(frame, 0, batch, at, frame.length);
    }
  }

  /** One write on one side to the grant of its window by the other. */
  @Benchmark
  public void writeToConsumed() {
    for (YamuxEffect out : dialer.on(new YamuxInput.Write(1, payload), NOW)) {
      toListener(out);
    }
  }

  /** A frame that comes alone, consumed at once. */
  @Benchmark
  public void received() {
    listener.on(new YamuxInput.Received(frame), NOW).forEach(this::consume);
  }

  /** One of several frames that come together. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void receivedTogether() {
    listener.on(new YamuxInput.Received(batch), NOW).forEach(this::consume);
  }

  private void toListener(YamuxEffect effect) {
    if (effect instanceof YamuxEffect.Send send) {
      for (YamuxEffect data : listener.on(new YamuxInput.Received(send.bytes()), NOW)) {
        consume(data).forEach(this::toDialer);
      }
    }
  }

  private void toDialer(YamuxEffect effect) {
    if (effect instanceof YamuxEffect.Send send) {
      dialer.on(new YamuxInput.Received(send.bytes()), NOW);
    }
  }

  private List<YamuxEffect> consume(YamuxEffect effect) {
    return effect instanceof YamuxEffect.Data data
        ? listener.on(new YamuxInput.Consumed(1, data.bytes().length), NOW)
        : List.of();
  }
}
