package dev.bzzz.p2p.yamux;

/**
 * The twelve bytes before each frame, big endian: version, type, flags, stream, length. The last
 * two are unsigned.
 *
 * @param length bytes that follow for {@link #DATA}; else a number that belongs to the type
 */
record FrameHeader(int version, int type, int flags, long stream, long length) {
  static final int SIZE = 12;
  static final int VERSION = 0;

  static final int DATA = 0;
  static final int WINDOW_UPDATE = 1;
  static final int PING = 2;
  static final int GO_AWAY = 3;

  static final int SYN = 1;
  static final int ACK = 2;
  static final int FIN = 4;
  static final int RST = 8;

  /** Codes of {@link #GO_AWAY}. */
  static final int NORMAL = 0;

  static final int PROTOCOL_ERROR = 1;
  static final int INTERNAL_ERROR = 2;

  /** The greatest value of an unsigned number of four bytes. */
  static final long MAX_U32 = 0xFFFF_FFFFL;

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  static FrameHeader read(byte[] from, int at) {
    return new FrameHeader(
        from[at] & 0xFF,
        from[at + 1] & 0xFF,
        (from[at + 2] & 0xFF) << 8 | from[at + 3] & 0xFF,
        u32(from, at + 4),
        u32(from, at + 8));
  }

  /** Writes a header of this version to the beginning of an array. */
  static void write(byte[] to, int type, int flags, long stream, long length) {
    to[0] = VERSION;
    to[1] = (byte) type;
    to[2] = (byte) (flags >> 8);
    to[3] = (byte) flags;
    putU32(to, 4, stream);
    putU32(to, 8, length);
  }

  private static long u32(byte[] from, int at) {
    return (from[at] & 0xFFL) << 24
        | (from[at + 1] & 0xFF) << 16
        | (from[at + 2] & 0xFF) << 8
        | from[at + 3] & 0xFF;
  }

  private static void putU32(byte[] to, int at, long value) {
    to[at] = (byte) (value >> 24);
    to[at + 1] = (byte) (value >> 16);
    to[at + 2] = (byte) (value >> 8);
    to[at + 3] = (byte) value;
  }
}
