package dev.bzzz.p2p.wire;

/**
 * Unsigned integers of variable length: seven bits a byte, the lowest first, the top bit set in all
 * bytes but the last.
 *
 * <p>As multiformats have them: in the fewest bytes, and at most {@value #MAX_BYTES} of them, so
 * that every value is a non-negative {@code long}. Protobuf allows more; see {@link ProtoReader}.
 *
 * @see <a href="https://github.com/multiformats/unsigned-varint">unsigned-varint</a>
 */
public final class Uvarint {
  /** Most bytes of an integer. */
  public static final int MAX_BYTES = 9;

  private Uvarint() {}

  /** How many bytes this value takes; a negative one is taken as unsigned and takes ten. */
  public static int size(long value) {
    return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
  }

  /**
   * Writes a value into an array.
   *
   * @param value taken as unsigned
   * @return where the next byte goes
   * @throws IndexOutOfBoundsException if the array ends before
   */
  public static int write(long value, byte[] target, int offset) {
    int at = offset;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }

  /** The bytes of a value. */
  public static byte[] encode(long value) {
    byte[] bytes = new byte[size(value)];
    write(value, bytes, 0);
    return bytes;
  }

  /** The bytes with their length before them. */
  public static byte[] prefixed(byte[] bytes) {
    int prefix = size(bytes.length);
    byte[] framed = new byte[prefix + bytes.length];
    write(bytes.length, framed, 0);
    System.arraycopy(bytes, 0, framed, prefix, bytes.length);
    return framed;
  }

  /**
   * Reads the value that starts at {@code from}; it takes {@link #size} bytes.
   *
   * @param to where the bytes end
   * @return the value, or -1 when the bytes end before it does
   * @throws WireException if it is too long or not in the fewest bytes
   */
  public static long read(byte[] bytes, int from, int to) {
    long value = 0;
    for (int i = 0; i < MAX_BYTES; i++) {
      if (from + i >= to) {
        return -1;
      }
      byte each = bytes[from + i];
      value |= (each & 0x7fL) << 7 * i;
      if (each >= 0) {
        if (each == 0 && i > 0) {
          throw new WireException("an integer is not written in the fewest bytes");
        }
        return value;
      }
    }
    throw new WireException("an integer has more than " + MAX_BYTES + " bytes");
  }
}
