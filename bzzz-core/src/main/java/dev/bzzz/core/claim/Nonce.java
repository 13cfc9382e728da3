package dev.bzzz.core.claim;

import java.util.HexFormat;
import java.util.Random;

/** The number drawn for one record only, so that no two records are alike by chance. */
public final class Nonce {
  private static final int BYTES = 16;

  private Nonce() {}

  /**
   * Draws a nonce of 32 hexadecimal digits.
   *
   * @param random a {@link java.security.SecureRandom} in production
   */
  public static String draw(Random random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
