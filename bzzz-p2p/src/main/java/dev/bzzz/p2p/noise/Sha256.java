package dev.bzzz.p2p.noise;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 and what Noise builds on it. Safe for use by many threads. */
final class Sha256 {
  static final int BYTES = 32;

  private static final String HMAC = "HmacSHA256";

  private Sha256() {}

  /** A new digest. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** The digest of one array after the other. */
  static byte[] of(byte[] first, byte[] second) {
    MessageDigest digest = digest();
    digest.update(first);
    return digest.digest(second);
  }

  /** The two outputs of HKDF as the Noise specification defines it (section 4.3). */
  static byte[][] hkdf(byte[] chainingKey, byte[] input) {
    byte[] temporary = hmac(chainingKey, input);
    byte[] first = hmac(temporary, new byte[] {1});
    byte[] chained = Arrays.copyOf(first, first.length + 1);
    chained[first.length] = 2;
    return new byte[][] {first, hmac(temporary, chained)};
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java has " + HMAC, e);
    }
  }
}
