package dev.bzzz.p2p.noise;

import dev.bzzz.p2p.noise.FrameCipher.Span;
import java.util.Arrays;

/** Frames: a length in two bytes, big-endian, then as many bytes. */
final class Frames {
  /** How much a length can say. */
  static final int MAX_BYTES = 0xffff;

  static final int HEADER_BYTES = 2;

  private Frames() {}

  static void writeLength(int length, byte[] out, int at) {
    out[at] = (byte) (length >>> Byte.SIZE);
    out[at + 1] = (byte) length;
  }

  static int length(byte[] bytes, int at) {
    return Byte.toUnsignedInt(bytes[at]) << Byte.SIZE | Byte.toUnsignedInt(bytes[at + 1]);
  }

  /** Whether there is a whole frame between two places. */
  static boolean isWhole(byte[] bytes, int at, int end) {
    return end - at >= HEADER_BYTES && end - at - HEADER_BYTES >= length(bytes, at);
  }

  /** The beginning of one frame, until the rest of it comes. It grows with what has come. */
  static final class Held {
    private static final int LEAST_BYTES = 256;

    private byte[] bytes = {};
    private int size;

    /**
     * Takes what is missing to the frame whose beginning is held, if one is.
     *
     * @return how many bytes were taken
     */
    int complete(byte[] from, int offset, int length) {
      if (size == 0) {
        return 0;
      }
      int header = Math.min(length, Math.max(0, HEADER_BYTES - size));
      keep(from, offset, header);
      if (size < HEADER_BYTES) {
        return header;
      }
      int body = Math.min(length - header, HEADER_BYTES + Frames.length(bytes, 0) - size);
      keep(from, offset + header, body);
      return header + body;
    }

    /** Holds these bytes, too; together they are at most one frame. */
    void keep(byte[] from, int offset, int length) {
      int needed = size + length;
      if (needed > bytes.length) {
        int doubled = Math.min(bytes.length * 2, HEADER_BYTES + MAX_BYTES);
        bytes = Arrays.copyOf(bytes, Math.max(LEAST_BYTES, Math.max(needed, doubled)));
      }
      System.arraycopy(from, offset, bytes, size, length);
      size = needed;
    }

    boolean isWhole() {
      return Frames.isWhole(bytes, 0, size);
    }

    Span frame() {
      return new Span(bytes, HEADER_BYTES, size - HEADER_BYTES);
    }

    void clear() {
      size = 0;
    }
  }
}
