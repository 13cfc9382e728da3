package dev.bzzz.core;

import java.util.Arrays;

/**
 * Who an agent is: its Ed25519 public key, written as a libp2p peer id ({@code 12D3KooW…}).
 *
 * <p>The id <em>is</em> the key (libp2p peer id specification: the identity multihash of the
 * protobuf-encoded key, in base58), so whoever knows the id can check the agent's signatures.
 *
 * @param value the peer id in base58, 52 characters
 */
public record AgentId(String value) implements Comparable<AgentId> {
  /** Identity multihash of 36 bytes; protobuf: key type Ed25519, 32 bytes of key. */
  private static final byte[] PREFIX = {0x00, 0x24, 0x08, 0x01, 0x12, 0x20};

  private static final int MAX_CHARACTERS = 64;

  /**
   * Checks that the value is an Ed25519 peer id.
   *
   * @throws IllegalArgumentException if it is not
   */
  public AgentId {
    if (decode(value) == null) {
      throw new IllegalArgumentException(
          "not the peer id of an Ed25519 key: '" + abbreviated(value) + "'");
    }
  }

  /** The id of the agent with this public key of 32 bytes. */
  public static AgentId ofPublicKey(byte[] publicKey) {
    if (publicKey.length != Ed25519.PUBLIC_KEY_BYTES) {
      throw new IllegalArgumentException("an Ed25519 public key has 32 bytes");
    }
    byte[] bytes = Arrays.copyOf(PREFIX, PREFIX.length + publicKey.length);
    System.arraycopy(publicKey, 0, bytes, PREFIX.length, publicKey.length);
    return new AgentId(Base58.encode(bytes));
  }

  /** The public key of 32 bytes. */
  public byte[] publicKey() {
    byte[] bytes = decode(value);
    return Arrays.copyOfRange(bytes, PREFIX.length, bytes.length);
  }

  /** The last eight characters, for people to tell agents apart; not unique. */
  public String brief() {
    return value.substring(value.length() - 8);
  }

  @Override
  public int compareTo(AgentId other) {
    return this == other ? 0 : value.compareTo(other.value); // mostly it is the very same
  }

  @Override
  public String toString() {
    return value;
  }

  private static byte @org.jspecify.annotations.Nullable [] decode(String value) {
    if (value.length() > MAX_CHARACTERS) {
      return null;
    }
    return Base58.decode(value)
        .filter(
            bytes ->
                bytes.length == PREFIX.length + Ed25519.PUBLIC_KEY_BYTES
                    && Arrays.equals(PREFIX, Arrays.copyOf(bytes, PREFIX.length)))
        .orElse(null);
  }

  private static String abbreviated(String value) {
    String start =
        value.length() <= MAX_CHARACTERS ? value : value.substring(0, MAX_CHARACTERS) + "…";
    return start.replaceAll("\\p{Cntrl}", "?"); // it may be anybody's text, and errors are one line
  }
}
