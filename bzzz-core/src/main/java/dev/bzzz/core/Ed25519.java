package dev.bzzz.core;

import java.security.SecureRandom;
import java.util.Map;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import org.jspecify.annotations.Nullable;

/** Ed25519 (RFC 8032) by BouncyCastle, named in this class only. */
final class Ed25519 {
  static final int PRIVATE_KEY_BYTES = 32;
  static final int PUBLIC_KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  private static final int MAX_KEYS = 1024;
  private static final Map<AgentId, PublicPoint> KEYS = Bounded.lru(MAX_KEYS);

  private Ed25519() {}

  static byte[] generatePrivateKey(SecureRandom random) {
    byte[] key = new byte[PRIVATE_KEY_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePrivateKey(random, key);
    return key;
  }

  static byte[] publicKey(byte[] privateKey) {
    byte[] key = new byte[PUBLIC_KEY_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(privateKey, 0, key, 0);
    return key;
  }

  static byte[] sign(byte[] privateKey, byte[] publicKey, byte[] message) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
        privateKey, 0, publicKey, 0, null, message, 0, message.length, signature, 0);
    return signature;
  }

  /** Whether an agent made a signature. Keys that were seen lately are not decoded again. */
  static boolean verify(AgentId signer, byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    PublicPoint key = key(signer);
    return key != null
        && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
            signature, 0, key, message, 0, message.length);
  }

  private static @Nullable PublicPoint key(AgentId signer) {
    synchronized (KEYS) {
      PublicPoint known = KEYS.get(signer);
      if (known != null) {
        return known;
      }
    }
    PublicPoint key =
        org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyPartialExport(
            signer.publicKey(), 0);
    if (key != null) {
      synchronized (KEYS) {
        KEYS.put(signer, key);
      }
    }
    return key;
  }
}
