package dev.bzzz.p2p.gossip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The id of a message: some bytes, at most {@value #MAX_BYTES}, that all peers compute alike.
 *
 * <p>Ordered, so that a hash table full of ids that a peer made to collide still answers fast.
 */
public final class MessageId implements Comparable<MessageId> {
  /** Longest id; longer ones from peers are ignored. */
  public static final int MAX_BYTES = 256;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Any odd number whose bits look random; this is 2^64 divided by the golden ratio. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final byte[] bytes;
  private final int hash;

  private MessageId(byte[] bytes) {
    this.bytes = bytes;
    this.hash = hash(bytes);
  }

  /** The id with these bytes, which are not copied. */
  public static MessageId of(byte[] bytes) {
    return new MessageId(bytes);
  }

  /** Its bytes, not copied. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int compareTo(MessageId other) {
    return Arrays.compare(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageId id && hash == id.hash && Arrays.equals(bytes, id.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * That of {@link Arrays#hashCode(byte[])} is the same for many of the numbers that an author
   * counts through, since a step in one byte is worth as much as 31 in the next.
   */
  private static int hash(byte[] bytes) {
    long hash = bytes.length;
    int at = 0;
    for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
      hash = spread(hash ^ (long) LONGS.get(bytes, at));
    }
    for (; at < bytes.length; at++) {
      hash = spread(hash ^ bytes[at]);
    }
    return (int) (hash >>> Integer.SIZE);
  }

  private static long spread(long value) {
    long product = value * SPREAD;
    return product ^ product >>> Integer.SIZE;
  }
}
