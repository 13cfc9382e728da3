package dev.bzzz.p2p.gossip;

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

  private final byte[] bytes;
  private final int hash;

  private MessageId(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
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
}
