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
  private static final int BATCH = 32;

  /** Bytes that a frame carries. */
  @Param({"300", "65524"})
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
  public List<YamuxEffect> received() {
    return consumed(listener.on(new YamuxInput.Received(frame), NOW));
  }

  /** One of many frames that come together: those of 64 KiB only as many as the window takes. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void receivedTogether() {
    if (size < 1024) {
      consumed(listener.on(new YamuxInput.Received(batch), NOW));
    } else {
      for (int number = 0; number < BATCH; number++) {
        received();
      }
    }
  }

  private void toListener(YamuxEffect effect) {
    if (effect instanceof YamuxEffect.Send send) {
      consumed(listener.on(new YamuxInput.Received(send.bytes()), NOW));
    }
  }

  private List<YamuxEffect> consumed(List<YamuxEffect> effects) {
    for (YamuxEffect effect : effects) {
      if (effect instanceof YamuxEffect.Data data) {
        YamuxInput taken = new YamuxInput.Consumed(1, data.bytes().length);
        for (YamuxEffect granted : listener.on(taken, NOW)) {
          if (granted instanceof YamuxEffect.Send send) {
            dialer.on(new YamuxInput.Received(send.bytes()), NOW);
          }
        }
      }
    }
    return effects;
  }
}
