package dev.bzzz.p2p.noise;

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

/** Encrypting and decrypting frames by each of those who can. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ChannelBenchmark {
  /** So many frames are opened by one channel, whose cipher is made for them. */
  private static final int FRAMES = 64;

  private static final byte[] KEY = new byte[FrameCipher.KEY_BYTES];

  /** A name of those in {@link NoiseCrypto#candidates()}. */
  @Param({"SunJCE", "BC"})
  public String crypto = "";

  /** Bytes of plaintext: a small message, and as much as a frame carries. */
  @Param({"300", "65519"})
  public int length;

  private NoiseCrypto chosen = NoiseCrypto.chosen();
  private NoiseChannel writes = channel();
  private byte[] plain = {};
  private byte[][] wire = {};

  /** Encrypts what is decrypted. */
  @Setup
  public void setUp() {
    chosen =
        NoiseCrypto.candidates().stream()
            .filter(each -> each.name().equals(crypto))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("not here: " + crypto));
    writes = channel();
    plain = new byte[length];
    wire = new byte[FRAMES][];
    for (int i = 0; i < FRAMES; i++) {
      wire[i] = writes.seal(plain, 0, length);
    }
  }

  /** One frame. */
  @Benchmark
  public byte[] seal() {
    return writes.seal(plain, 0, length);
  }

  /** One frame of many that follow each other. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int open() {
    NoiseChannel reads = channel();
    int bytes = 0;
    for (byte[] frame : wire) {
      bytes += reads.open(frame).plain().length;
    }
    return bytes;
  }

  private NoiseChannel channel() {
    return new NoiseChannel(chosen.cipher(KEY), chosen.cipher(KEY));
  }
}
