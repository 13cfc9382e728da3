package dev.bzzz.p2p.wire;

import dev.bzzz.core.Signer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A payload that a peer signed for one purpose (its domain), together with the peer's key.
 *
 * <p>The domain is not in the envelope: only who expects it finds the signature right. The arrays
 * are not copied, so nobody changes them.
 *
 * @param key whose signature it should be
 * @param payloadType what the payload is
 * @param payload the signed bytes
 * @param signature by {@code key}, over domain, type and payload; not yet checked
 * @see <a href="https://github.com/libp2p/specs/blob/master/RFC/0002-signed-envelopes.md">RFC 2</a>
 */
public record SignedEnvelope(PublicKey key, byte[] payloadType, byte[] payload, byte[] signature) {
  private static final int KEY = 1;
  private static final int PAYLOAD_TYPE = 2;
  private static final int PAYLOAD = 3;
  private static final int SIGNATURE = 5;

  /** Signs a payload. */
  public static SignedEnvelope seal(
      String domain, byte[] payloadType, byte[] payload, Signer signer) {
    byte[] signature = signer.sign(signed(domain, payloadType, payload));
    return new SignedEnvelope(PublicKey.ed25519(signer.id()), payloadType, payload, signature);
  }

  /**
   * Reads an envelope; does not check its signature.
   *
   * @throws WireException if it is none
   */
  public static SignedEnvelope decode(byte[] bytes) {
    ProtoReader reader = new ProtoReader(bytes);
    PublicKey key = null;
    byte[] payloadType = null;
    byte[] payload = null;
    byte[] signature = null;
    while (reader.next()) {
      switch (reader.field()) {
        case KEY -> key = PublicKey.decode(reader.bytes());
        case PAYLOAD_TYPE -> payloadType = reader.bytes();
        case PAYLOAD -> payload = reader.bytes();
        case SIGNATURE -> signature = reader.bytes();
        default -> {} // for later versions
      }
    }
    if (key == null || payloadType == null || payload == null || signature == null) {
      throw new WireException("an envelope has a key, a payload with its type, and a signature");
    }
    return new SignedEnvelope(key, payloadType, payload, signature);
  }

  /** The envelope as it travels. */
  public byte[] encoded() {
    return new ProtoWriter(payload.length + 160)
        .bytes(KEY, key.encoded())
        .bytes(PAYLOAD_TYPE, payloadType)
        .bytes(PAYLOAD, payload)
        .bytes(SIGNATURE, signature)
        .toByteArray();
  }

  /** Whether its key signed it for this domain. Takes as long as checking a signature takes. */
  public boolean isSignedFor(String domain) {
    return key.verify(signed(domain, payloadType, payload), signature);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SignedEnvelope envelope
        && key.equals(envelope.key)
        && Arrays.equals(payloadType, envelope.payloadType)
        && Arrays.equals(payload, envelope.payload)
        && Arrays.equals(signature, envelope.signature);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(signature);
  }

  private static byte[] signed(String domain, byte[] payloadType, byte[] payload) {
    byte[] name = domain.getBytes(StandardCharsets.UTF_8);
    byte[] all =
        new byte[prefixed(name.length) + prefixed(payloadType.length) + prefixed(payload.length)];
    int at = append(name, all, 0);
    at = append(payloadType, all, at);
    append(payload, all, at);
    return all;
  }

  private static int prefixed(int length) {
    return Uvarint.size(length) + length;
  }

  private static int append(byte[] bytes, byte[] target, int offset) {
    int at = Uvarint.write(bytes.length, target, offset);
    System.arraycopy(bytes, 0, target, at, bytes.length);
    return at + bytes.length;
  }
}
