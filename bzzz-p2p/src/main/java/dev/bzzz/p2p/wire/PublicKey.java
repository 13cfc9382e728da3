package dev.bzzz.p2p.wire;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Verifier;
import dev.bzzz.p2p.PeerId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A peer's public key, as libp2p writes it.
 *
 * @param type its kind
 * @param data the key itself, in the form of its kind; not copied, so nobody changes it
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">Keys</a>
 */
public record PublicKey(KeyType type, byte[] data) {
  /** Most bytes of a key; an RSA key of 8192 bits has about 1100. */
  public static final int MAX_DATA_BYTES = 2048;

  private static final int TYPE = 1;
  private static final int DATA = 2;

  /** Longest key that stands in its peer id as it is. */
  private static final int MAX_INLINE_BYTES = 42;

  private static final int IDENTITY = 0x00;
  private static final int SHA_256 = 0x12;
  private static final Verifier ED25519 = Verifier.ed25519();

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if no key of this kind has it
   */
  public PublicKey {
    if (!type.takes(data.length)) {
      throw new IllegalArgumentException(
          "a key of kind " + type + " has not " + data.length + " bytes");
    }
  }

  /** The key of an agent. */
  public static PublicKey ed25519(AgentId agent) {
    return new PublicKey(KeyType.ED25519, agent.publicKey());
  }

  /**
   * Reads a key. There is one right way to write a key, for its peer id is made of these bytes; all
   * others are refused.
   *
   * @throws WireException if it is not a key in that form
   */
  public static PublicKey decode(byte[] bytes) {
    ProtoReader reader = new ProtoReader(bytes);
    KeyType type = null;
    byte[] data = null;
    while (reader.next()) {
      switch (reader.field()) {
        case TYPE ->
            type =
                KeyType.ofNumber(reader.uint64())
                    .orElseThrow(() -> new WireException("a key of an unknown kind"));
        case DATA -> data = reader.bytes();
        default -> throw new WireException("a key has two fields");
      }
    }
    if (type == null || data == null || !type.takes(data.length)) {
      throw new WireException("not a key: its kind or a key of the length of its kind is missing");
    }
    PublicKey key = new PublicKey(type, data);
    if (!Arrays.equals(key.encoded(), bytes)) {
      throw new WireException("a key that is not written in the one right way");
    }
    return key;
  }

  /** The one right way to write the key. */
  public byte[] encoded() {
    return new ProtoWriter(data.length + 6)
        .uint64(TYPE, type.number())
        .bytes(DATA, data)
        .toByteArray();
  }

  /** The name of the peer that has this key. */
  public PeerId peerId() {
    byte[] encoded = encoded();
    boolean inline = encoded.length <= MAX_INLINE_BYTES;
    byte[] digest = inline ? encoded : sha256(encoded);
    byte[] multihash = new byte[2 + digest.length];
    multihash[0] = (byte) (inline ? IDENTITY : SHA_256);
    multihash[1] = (byte) digest.length;
    System.arraycopy(digest, 0, multihash, 2, digest.length);
    return PeerId.ofBytes(multihash);
  }

  /** The agent with this key; empty when it is not an Ed25519 key. */
  public Optional<AgentId> agent() {
    return type == KeyType.ED25519 ? Optional.of(AgentId.ofPublicKey(data)) : Optional.empty();
  }

  /**
   * Whether {@code signature} was made over {@code message} with this key. Signatures of other
   * kinds than Ed25519 are never accepted: agents have no other keys.
   */
  public boolean verify(byte[] message, byte[] signature) {
    return agent().filter(agent -> ED25519.verify(agent, message, signature)).isPresent();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PublicKey key && type == key.type && Arrays.equals(data, key.data);
  }

  @Override
  public int hashCode() {
    return 31 * type.ordinal() + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return type + " key of " + peerId();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
