package dev.bzzz.p2p.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that the members of a private network share. It is never sent: members prove that they
 * know it by HMAC-SHA256 over fresh numbers and both peer ids. Safe for use by many threads.
 */
public final class NetworkKey {
  /** Shortest key, in bytes. */
  public static final int MIN_BYTES = 16;

  /** Longest key, in bytes. */
  public static final int MAX_BYTES = 1024;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec secret;

  private NetworkKey(byte[] secret) {
    this.secret = new SecretKeySpec(secret, ALGORITHM);
  }

  /**
   * A key from random bytes, or from a long passphrase: whoever meets a member can try short ones
   * at leisure.
   *
   * @throws IllegalArgumentException if it is shorter than {@value #MIN_BYTES} or longer than
   *     {@value #MAX_BYTES} bytes
   */
  public static NetworkKey of(byte[] secret) {
    if (secret.length < MIN_BYTES || secret.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a network key has " + MIN_BYTES + " to " + MAX_BYTES + " bytes, not " + secret.length);
    }
    return new NetworkKey(secret);
  }

  /** A key from text, as {@link #of(byte[])}; spaces at its ends do not count. */
  public static NetworkKey of(String secret) {
    return of(secret.strip().getBytes(StandardCharsets.UTF_8));
  }

  /** The name of a topic on the wire. */
  String topic(String name) {
    byte[] hash = hmac("bzzz-network/1 topic", name.getBytes(StandardCharsets.UTF_8));
    return "bzzz/private/" + HexFormat.of().formatHex(hash);
  }

  /** What tells networks apart on the local network, without telling the key: 16 hex digits. */
  String fingerprint() {
    return HexFormat.of().formatHex(hmac("bzzz-network/1 fingerprint"), 0, 8);
  }

  /** What only a member can compute; {@code label} keeps uses apart. */
  byte[] hmac(String label, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      absorb(mac, label.getBytes(StandardCharsets.US_ASCII));
      for (byte[] part : parts) {
        absorb(mac, part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java has " + ALGORITHM, e);
    }
  }

  /** With its length first, so that no two lists of parts look the same. */
  private static void absorb(Mac mac, byte[] part) {
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
    mac.update(part);
  }

  @Override
  public String toString() {
    return "NetworkKey";
  }
}
