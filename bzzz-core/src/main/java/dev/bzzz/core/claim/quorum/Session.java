package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
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

  private final AgentId peer;
  private final byte[] peerKey;
  private final Mac prototype; // copied for each tag: to look the algorithm up costs more
  private final long id;

  /**
   * A session.
   *
   * @param peer the other one
   * @param peerKey the key it brought
   * @param secret 32 bytes that only the two know
   */
  Session(AgentId peer, byte[] peerKey, byte[] secret) {
    this.peer = peer;
    this.peerKey = peerKey.clone();
    this.prototype = mac(secret);
    this.id = ByteBuffer.wrap(tag(NAMES)).getLong();
  }

  /** Tells it from others of the same two; no secret. */
  long id() {
    return id;
  }

  AgentId peer() {
    return peer;
  }

  boolean isWith(byte[] key) {
    return MessageDigest.isEqual(peerKey, key);
  }

  /** What proves a message, given in parts. */
  byte[] tag(byte[]... parts) {
    try {
      return tag((Mac) prototype.clone(), parts);
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("the JDK's " + ALGORITHM + " can be copied", e);
    }
  }

  /** A secret for one purpose, made of a secret for many. */
  static byte[] derived(byte[] secret, byte[]... purpose) {
    return tag(mac(secret), purpose);
  }

  private static byte[] tag(Mac mac, byte[]... parts) {
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  private static Mac mac(byte[] secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every JDK has " + ALGORITHM, e);
    }
  }

  boolean proves(byte[] tag, byte[]... parts) {
    return MessageDigest.isEqual(tag, tag(parts));
  }
}
