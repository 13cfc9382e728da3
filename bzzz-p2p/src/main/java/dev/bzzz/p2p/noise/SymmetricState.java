package dev.bzzz.p2p.noise;

import dev.bzzz.p2p.noise.FrameCipher.Span;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of a handshake have derived so far from everything they said: the symmetric state
 * of the Noise specification, section 5.2. Confined to its machine.
 */
final class SymmetricState {
  private static final byte[] PROTOCOL =
      "Noise_XX_25519_ChaChaPoly_SHA256".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};

  private final NoiseCrypto crypto;

  /** The name is as long as a digest, so it is taken as it is. */
  private byte[] chainingKey = PROTOCOL;

  private byte[] hash;
  private @Nullable FrameCipher cipher;

  /** What the channel is encrypted with: first what the initiator sends, then the answers. */
  record Keys(FrameCipher initiators, FrameCipher responders) {}

  SymmetricState(NoiseCrypto crypto, byte[] prologue) {
    this.crypto = crypto;
    this.hash = Sha256.of(PROTOCOL, prologue);
  }

  /** The digest of all that was said. */
  byte[] hash() {
    return hash;
  }

  void mixHash(byte[] data) {
    hash = Sha256.of(hash, data);
  }

  void mixKey(byte[] secret) {
    byte[][] keys = Sha256.hkdf(chainingKey, secret);
    chainingKey = keys[0];
    cipher = crypto.cipher(keys[1]);
  }

  /** How much longer than its plaintext the next ciphertext is. */
  int overhead() {
    return cipher == null ? 0 : FrameCipher.TAG_BYTES;
  }

  byte[] encryptAndHash(byte[] plain) {
    byte[] sealed = plain;
    if (cipher != null) {
      sealed = new byte[plain.length + FrameCipher.TAG_BYTES];
      cipher.seal(hash, Span.of(plain), sealed, 0);
    }
    mixHash(sealed);
    return sealed;
  }

  /**
   * Undoes {@link #encryptAndHash}.
   *
   * @param sealed at least {@link #overhead()}
   */
  byte[] decryptAndHash(byte[] sealed) throws HandshakeFailure {
    byte[] plain = sealed;
    if (cipher != null) {
      plain = new byte[sealed.length - FrameCipher.TAG_BYTES];
      if (!cipher.open(hash, Span.of(sealed), plain, 0)) {
        throw new HandshakeFailure(
            "a message was altered, or does not belong to this handshake: its tag is wrong");
      }
    }
    mixHash(sealed);
    return plain;
  }

  Keys split() {
    byte[][] keys = Sha256.hkdf(chainingKey, NOTHING);
    return new Keys(crypto.cipher(keys[0]), crypto.cipher(keys[1]));
  }
}
