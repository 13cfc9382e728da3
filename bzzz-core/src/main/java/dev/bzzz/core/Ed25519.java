package dev.bzzz.core;

import java.security.SecureRandom;

/** Ed25519 (RFC 8032) by BouncyCastle, named in this class only. */
final class Ed25519 {
  static final int PRIVATE_KEY_BYTES = 32;
  static final int PUBLIC_KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

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

  static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    return signature.length == SIGNATURE_BYTES
        && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
            signature, 0, publicKey, 0, message, 0, message.length);
  }
}
