package dev.bzzz.p2p.noise;

import dev.bzzz.p2p.noise.FrameCipher.Span;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Messages of many lengths under one key, whose ciphertexts are known by their digest. It was
 * computed with OpenSSL.
 */
final class CipherExamination {
  /** Around the block lengths of ChaCha20 (64) and Poly1305 (16), and what a network carries. */
  private static final int[] LENGTHS = {0, 1, 15, 16, 17, 63, 64, 65, 300, 1500};

  private static final byte[] AD = {1, 2, 3};
  private static final byte[] NOTHING = {};
  private static final byte[] DIGEST =
      HexFormat.of().parseHex("3d58acdb2c752f01f8caab7b2435dd8ce3038d1f8fa9c2c31e5b4cd50fd50f5a");

  private CipherExamination() {}

  static boolean passedBy(NoiseCrypto candidate) {
    try {
      return encryptsRight(candidate) && checksTags(candidate);
    } catch (RuntimeException | LinkageError e) {
      return false; // whatever it is, the next one is asked
    }
  }

  private static boolean encryptsRight(NoiseCrypto candidate) {
    FrameCipher seals = candidate.cipher(counting(FrameCipher.KEY_BYTES));
    FrameCipher opens = candidate.cipher(counting(FrameCipher.KEY_BYTES));
    MessageDigest digest = Sha256.digest();
    for (int length : LENGTHS) {
      byte[] plain = counting(length);
      byte[] sealed = new byte[length + FrameCipher.TAG_BYTES];
      byte[] back = new byte[length];
      seals.seal(ad(length), Span.of(plain), sealed, 0);
      digest.update(sealed);
      if (!opens.open(ad(length), Span.of(sealed), back, 0) || !Arrays.equals(plain, back)) {
        return false;
      }
    }
    return Arrays.equals(digest.digest(), DIGEST);
  }

  private static boolean checksTags(NoiseCrypto candidate) {
    int length = LENGTHS[LENGTHS.length - 1];
    byte[] sealed = new byte[length + FrameCipher.TAG_BYTES];
    candidate
        .cipher(counting(FrameCipher.KEY_BYTES))
        .seal(AD, Span.of(counting(length)), sealed, 0);
    boolean opensAltered = false;
    for (int at : new int[] {0, length - 1, length, sealed.length - 1}) {
      byte[] altered = sealed.clone();
      altered[at] ^= 1;
      opensAltered |= opens(candidate, AD, altered);
    }
    return opens(candidate, AD, sealed) && !opensAltered && !opens(candidate, NOTHING, sealed);
  }

  private static boolean opens(NoiseCrypto candidate, byte[] ad, byte[] sealed) {
    byte[] plain = new byte[sealed.length - FrameCipher.TAG_BYTES];
    return candidate.cipher(counting(FrameCipher.KEY_BYTES)).open(ad, Span.of(sealed), plain, 0);
  }

  private static byte[] ad(int length) {
    return length % 2 == 0 ? NOTHING : AD;
  }

  private static byte[] counting(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }
}
