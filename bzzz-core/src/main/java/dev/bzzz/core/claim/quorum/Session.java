package dev.bzzz.core.claim.quorum;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret of one asker and one voter, with which they prove their messages to each other
 * (HMAC-SHA-256, RFC 2104). It has no text form, so that the secret gets into no log. Safe for use
 * by many threads.
 */
final class Session {
  /** How long a tag is. */
  static final int TAG_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] NAMES = Wire.domain("bzzz-quorum-session-id/1");

  private final byte[] peerKey;
  private final SecretKeySpec secret;
  private final long id;

  /**
   * A session.
   *
   * @param peerKey the key the other one brought
   * @param secret 32 bytes that only the two know
   */
  Session(byte[] peerKey, byte[] secret) {
    this.peerKey = peerKey.clone();
    this.secret = new SecretKeySpec(secret, ALGORITHM);
    this.id = ByteBuffer.wrap(tag(NAMES)).getLong();
  }

  /** Tells it from others of the same two; no secret. */
  long id() {
    return id;
  }

  boolean isWith(byte[] key) {
    return MessageDigest.isEqual(peerKey, key);
  }

  /** What proves a message, given in parts. */
  byte[] tag(byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every JDK has " + ALGORITHM, e);
    }
  }

  boolean proves(byte[] tag, byte[]... parts) {
    return MessageDigest.isEqual(tag, tag(parts));
  }
}
