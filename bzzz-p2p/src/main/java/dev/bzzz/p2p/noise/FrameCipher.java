package dev.bzzz.p2p.noise;

/**
 * ChaCha20-Poly1305 (RFC 8439) with one key for one direction, which counts its own messages: the
 * cipher state of the Noise specification, section 5.1. Confined to one thread.
 */
abstract class FrameCipher {
  /** How much longer than the plaintext the ciphertext is. */
  static final int TAG_BYTES = 16;

  /** The length of a key. */
  static final int KEY_BYTES = 32;

  private static final int NONCE_BYTES = 12;

  /** Four zeros, then the counter, little-endian. */
  private final byte[] nonce = new byte[NONCE_BYTES];

  private long used;

  /** Where bytes lie. */
  record Span(byte[] bytes, int offset, int length) {
    static Span of(byte[] bytes) {
      return new Span(bytes, 0, bytes.length);
    }
  }

  /**
   * Encrypts.
   *
   * @param ad what is authenticated too, perhaps nothing
   * @param out gets the plaintext's length and {@link #TAG_BYTES} from {@code at} on; not the array
   *     of the plaintext
   */
  abstract void seal(byte[] ad, Span plain, byte[] out, int at);

  /**
   * Decrypts and checks. After a message that is not authentic the cipher is not used any more.
   *
   * @param sealed at least {@link #TAG_BYTES}
   * @param out gets the plaintext from {@code at} on; not the array of the ciphertext
   * @return whether it is authentic; if not, what is in {@code out} must not be used
   */
  abstract boolean open(byte[] ad, Span sealed, byte[] out, int at);

  /**
   * The nonce of the next message; the array is the same every time.
   *
   * @throws IllegalStateException after 2^64-1 messages, which is longer than any connection lives
   */
  final byte[] nextNonce() {
    if (used == -1) {
      throw new IllegalStateException("no nonce is left: this connection must end");
    }
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[NONCE_BYTES - Long.BYTES + i] = (byte) (used >>> Byte.SIZE * i);
    }
    used++;
    return nonce;
  }
}
