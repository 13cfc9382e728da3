package dev.bzzz.core;

import java.util.Optional;

/**
 * Base58 with the Bitcoin alphabet, as peer ids are written. The time it takes grows with the
 * square of the length, so whoever decodes what others sent bounds that first. Safe for use by many
 * threads.
 */
public final class Base58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  /** So many digits surely fit into one word. */
  private static final int WORD_DIGITS = 5;

  private static final long WORD_BASE = 58L * 58 * 58 * 58 * 58;

  private Base58() {}

  /** The text of these bytes; each leading zero byte is a {@code 1}. */
  public static String encode(byte[] bytes) {
    int zeros = 0;
    while (zeros < bytes.length && bytes[zeros] == 0) {
      zeros++;
    }
    // Little-endian words of five digits each; every byte is worth less than two digits.
    int[] words = new int[(bytes.length - zeros) * 2 / WORD_DIGITS + 1];
    int used = 0;
    for (int i = zeros; i < bytes.length; i++) {
      long carry = bytes[i] & 0xff;
      for (int word = 0; word < used; word++) {
        carry += (long) words[word] << 8;
        words[word] = (int) (carry % WORD_BASE);
        carry /= WORD_BASE;
      }
      if (carry > 0) {
        words[used++] = (int) carry;
      }
    }
    return text(words, used, zeros);
  }

  private static String text(int[] words, int used, int zeros) {
    char[] text = new char[zeros + used * WORD_DIGITS];
    int start = text.length;
    for (int word = 0; word < used; word++) {
      int rest = words[word];
      boolean last = word == used - 1;
      for (int digit = 0; last ? rest > 0 : digit < WORD_DIGITS; digit++) {
        text[--start] = ALPHABET.charAt(rest % 58);
        rest /= 58;
      }
    }
    for (int i = 0; i < zeros; i++) {
      text[--start] = ALPHABET.charAt(0);
    }
    return new String(text, start, text.length - start);
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
