package dev.bzzz.core.sim;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * Ends each line of JSON with a sum over it and all lines before, so that a change by accident does
 * not go unnoticed. Whoever wants to change a line can make the sum fit. Confined to one thread.
 */
final class LineSum {
  private static final byte[] BEFORE = ",\"sum\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] AFTER = "\"}\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS = 8;
  private static final int SUFFIX = BEFORE.length + DIGITS + AFTER.length - 1;

  /** How many bytes the sum and the end of a line take. */
  static final int ADDED = SUFFIX;

  private final CRC32 sum = new CRC32();

  /** A JSON object with members, as a line with its sum and its end. */
  byte[] seal(byte[] json) {
    int body = json.length - 1;
    byte[] line = Arrays.copyOf(json, body + SUFFIX + 1);
    System.arraycopy(BEFORE, 0, line, body, BEFORE.length);
    System.arraycopy(digits(line, body), 0, line, body + BEFORE.length, DIGITS);
    System.arraycopy(AFTER, 0, line, body + BEFORE.length + DIGITS, AFTER.length);
    return line;
  }

  /**
   * The JSON object of a line that is given without its end.
   *
   * @throws IllegalArgumentException if its sum does not fit
   */
  byte[] open(byte[] line) {
    int body = line.length - SUFFIX;
    if (body < 1) {
      throw new IllegalArgumentException("not a line of a recording: it has no sum");
    }
    byte[] found = Arrays.copyOfRange(line, body, line.length);
    byte[] expected = new byte[SUFFIX];
    System.arraycopy(BEFORE, 0, expected, 0, BEFORE.length);
    System.arraycopy(digits(line, body), 0, expected, BEFORE.length, DIGITS);
    System.arraycopy(AFTER, 0, expected, BEFORE.length + DIGITS, AFTER.length - 1);
    if (!Arrays.equals(found, expected)) {
      throw new IllegalArgumentException(
          "its sum does not fit: it, or a line before it, was changed or is missing");
    }
    byte[] json = Arrays.copyOf(line, body + 1);
    json[body] = '}';
    return json;
  }

  private byte[] digits(byte[] line, int body) {
    sum.update(line, 0, body);
    return HexFormat.of().toHexDigits((int) sum.getValue()).getBytes(StandardCharsets.US_ASCII);
  }
}
