package dev.bzzz.core;

import java.math.BigInteger;
import java.util.Optional;

/**
 * Base58 with the Bitcoin alphabet, as peer ids are written. The time it takes grows with the
 * square of the length, so whoever decodes what others sent bounds that first. Safe for use by many
 * threads.
 */
public final class Base58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(58);

  /** So many digits surely fit into one word. */
  private static final int WORD_DIGITS = 5;

  private Base58() {}

  /** The text of these bytes; each leading zero byte is a {@code 1}. */
  public static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    BigInteger value = new BigInteger(1, bytes);
    while (value.signum() > 0) {
      BigInteger[] division = value.divideAndRemainder(BASE);
      text.append(ALPHABET.charAt(division[1].intValue()));
      value = division[0];
    }
    for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
      text.append(ALPHABET.charAt(0));
    }
    return text.reverse().toString();
  }

  /** The bytes, or empty when a character is not in the alphabet. */
  public static Optional<byte[]> decode(String text) {
    // Little-endian words of 32 bits; every message names agents, so this is not left to
    // BigInteger.
    int[] words = new int[text.length() / WORD_DIGITS + 1];
    int used = 0;
    int zeros = 0;
    boolean leading = true;
    for (int i = 0; i < text.length(); i++) {
      long carry = ALPHABET.indexOf(text.charAt(i));
      if (carry < 0) {
        return Optional.empty();
      }
      leading &= carry == 0;
      zeros += leading ? 1 : 0;
      for (int word = 0; word < used; word++) {
        carry += (words[word] & 0xffffffffL) * 58;
        words[word] = (int) carry;
        carry >>>= 32;
      }
      if (carry > 0) {
        words[used++] = (int) carry;
      }
    }
    return Optional.of(bytes(words, used, zeros));
  }

  private static byte[] bytes(int[] words, int used, int zeros) {
    int length = used * 4;
    while (length > 0 && byteAt(words, length - 1) == 0) {
      length--;
    }
    byte[] bytes = new byte[zeros + length];
    for (int i = 0; i < length; i++) {
      bytes[bytes.length - 1 - i] = byteAt(words, i);
    }
    return bytes;
  }

  private static byte byteAt(int[] words, int index) {
    return (byte) (words[index / 4] >>> 8 * (index % 4));
  }
}
