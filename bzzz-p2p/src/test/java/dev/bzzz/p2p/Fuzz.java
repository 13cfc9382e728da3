package dev.bzzz.p2p;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Feeds whatever reads bytes from peers with very many wrong ones: altered copies of right ones,
 * pieces of several, and noise. What comes of an input may be an exception that was named or
 * nothing; the memory taken may be a multiple of the input, not what the input announces.
 *
 * <p>How many inputs each run makes is the system property {@code bzzz.fuzz.inputs}. When an input
 * fails, its seed is told; with that as {@code bzzz.fuzz.seed} the same inputs come again.
 *
 * <pre>{@code
 * Fuzz.of("addresses", List.of(bytes)).refusing(IllegalArgumentException.class)
 *     .run((input, random) -> Multiaddr.ofBytes(input));
 * }</pre>
 */
public final class Fuzz {
  private static final long INPUTS = Long.getLong("bzzz.fuzz.inputs", 20_000);
  private static final long SEED = Long.getLong("bzzz.fuzz.seed", System.nanoTime());
  private static final int SHOWN_BYTES = 4096;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final String name;
  private final List<byte[]> samples;
  private Class<? extends RuntimeException> refusal = NeverThrown.class;
  private long allowedBytes = 64 * 1024;
  private long allowedFactor = 64;

  /** Reads one input. */
  @FunctionalInterface
  public interface Target {
    /**
     * Reads it and checks what must hold.
     *
     * @param random for what else is chosen, such as where the input is split
     */
    void read(byte[] input, Random random);
  }

  private static final class NeverThrown extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private Fuzz(String name, List<byte[]> samples) {
    this.name = name;
    this.samples = List.copyOf(samples);
  }

  /**
   * Prepares a run.
   *
   * @param name what is read, for the message of a failure
   * @param samples right inputs, at least one
   */
  public static Fuzz of(String name, List<byte[]> samples) {
    return new Fuzz(name, samples);
  }

  /** Lets the target throw this; by default it must not throw at all. */
  public Fuzz refusing(Class<? extends RuntimeException> exception) {
    refusal = exception;
    return this;
  }

  /** Lets the target take so much memory for one input: a number of bytes and a multiple of it. */
  public Fuzz allocating(long bytes, long factor) {
    allowedBytes = bytes;
    allowedFactor = factor;
    return this;
  }

  /** Makes the inputs, one after the other, and stops at the first that fails. */
  public void run(Target target) {
    for (byte[] sample : samples) {
      read(target, sample, -1);
    }
    for (long i = 0; i < INPUTS; i++) {
      byte[] input = input(new Random(SEED + i));
      read(target, input, i);
    }
  }

  /** The bytes in up to {@code most} pieces, some of them empty. */
  public static List<byte[]> split(byte[] bytes, int most, Random random) {
    List<byte[]> pieces = new ArrayList<>();
    int at = 0;
    while (pieces.size() < most - 1 && at < bytes.length) {
      int length = random.nextInt(random.nextBoolean() ? 3 : bytes.length - at + 1);
      length = Math.min(length, bytes.length - at);
      pieces.add(Arrays.copyOfRange(bytes, at, at + length));
      at += length;
    }
    pieces.add(Arrays.copyOfRange(bytes, at, bytes.length));
    return pieces;
  }

  private void read(Target target, byte[] input, long index) {
    byte[] copy = input.clone();
    try {
      long taken = taken(target, copy, index);
      if (taken > limit(input)) {
        taken = taken(target, copy, index); // the first may have loaded classes
      }
      if (taken > limit(input)) {
        throw new AssertionError("it takes " + taken + " bytes, more than " + limit(input));
      }
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "%s: input %d with -Dbzzz.fuzz.seed=%d fails: %s%n%s"
              .formatted(name, index, SEED, e, shown(input)),
          e);
    }
  }

  private long taken(Target target, byte[] input, long index) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      target.read(input, new Random(SEED ^ index));
    } catch (RuntimeException e) {
      if (!refusal.isInstance(e)) {
        throw e;
      }
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private long limit(byte[] input) {
    return allowedBytes + allowedFactor * input.length;
  }

  private byte[] input(Random random) {
    if (random.nextInt(16) == 0) {
      byte[] noise = new byte[random.nextInt(256)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] bytes = samples.get(random.nextInt(samples.size()));
    int changes = 1 + random.nextInt(1 + random.nextInt(8));
    for (int i = 0; i < changes; i++) {
      bytes =
          FuzzChange.any(random).apply(bytes, samples.get(random.nextInt(samples.size())), random);
    }
    return bytes;
  }

  private static String shown(byte[] input) {
    return HexFormat.of().formatHex(input, 0, Math.min(input.length, SHOWN_BYTES))
        + (input.length > SHOWN_BYTES ? "… (" + input.length + " bytes)" : "");
  }
}
