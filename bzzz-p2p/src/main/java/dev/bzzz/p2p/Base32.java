package dev.bzzz.p2p;

import java.util.Optional;

/** Base32 (RFC 4648) in lower case and without padding, as CIDs are written. */
final class Base32 {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private Base32() {}

  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / 5);
    int bits = 0;
    int held = 0;
    for (byte each : bytes) {
      bits = bits << 8 | each & 0xff;
      held += 8;
      while (held >= 5) {
        held -= 5;
        text.append(ALPHABET.charAt(bits >>> held & 31));
      }
      bits &= (1 << held) - 1;
    }
    if (held > 0) {
      text.append(ALPHABET.charAt(bits << 5 - held & 31));
    }
    return text.toString();
  }

  /** The bytes, or empty when the text is not what {@link #encode} makes of any bytes. */
  static Optional<byte[]> decode(String text) {
    byte[] bytes = new byte[text.length() * 5 / 8];
    int bits = 0;
    int held = 0;
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      bits = bits << 5 | digit;
      held += 5;
      if (held >= 8) {
        held -= 8;
        bytes[written++] = (byte) (bits >>> held);
        bits &= (1 << held) - 1;
      }
    }
    return held >= 5 || bits != 0 ? Optional.empty() : Optional.of(bytes);
  }
}
