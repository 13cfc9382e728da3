package dev.bzzz.p2p.noise;

import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * A private key for X25519 (RFC 7748) with its public key, by BouncyCastle, which was measured to
 * be faster than the JDK. Never printed. Safe for use by many threads.
 */
public final class X25519Key {
  /** The length of private keys, public keys and shared secrets in bytes. */
  static final int BYTES = 32;

  private final byte[] privateKey;
  private final byte[] publicKey = new byte[BYTES];

  private X25519Key(byte[] privateKey) {
    this.privateKey = privateKey;
    X25519.generatePublicKey(privateKey, 0, publicKey, 0);
  }

  /** A new key. */
  public static X25519Key generate(SecureRandom random) {
    byte[] key = new byte[BYTES];
    random.nextBytes(key);
    return new X25519Key(key);
  }

  /**
   * The key with these bytes; for tests and simulations.
   *
   * @param privateKey 32 bytes
   */
  public static X25519Key of(byte[] privateKey) {
    if (privateKey.length != BYTES) {
      throw new IllegalArgumentException("an X25519 private key has " + BYTES + " bytes");
    }
    return new X25519Key(privateKey.clone());
  }

  /** The public key of 32 bytes; not a copy. */
  byte[] publicKey() {
    return publicKey;
  }

  /**
   * The secret shared with the owner of a public key; empty when it would be zero whatever our key
   * is, which only a key of small order brings about (RFC 7748, section 6.1).
   */
  Optional<byte[]> agree(byte[] theirs) {
    byte[] secret = new byte[BYTES];
    return X25519.calculateAgreement(privateKey, 0, theirs, 0, secret, 0)
        ? Optional.of(secret)
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "X25519Key";
  }
}
