package dev.bzzz.p2p.yamux;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Frames by the specification, made without the code under test. */
final class Frames {
  static final int SYN = 1;
  static final int ACK = 2;
  static final int FIN = 4;
  static final int RST = 8;

  private Frames() {}

  static byte[] data(int flags, long stream, byte[] payload) {
    return join(frame(0, 0, flags, stream, payload.length), payload);
  }

  static byte[] data(int flags, long stream, int length) {
    return data(flags, stream, new byte[length]);
  }

  static byte[] window(int flags, long stream, long delta) {
    return frame(0, 1, flags, stream, delta);
  }

  static byte[] ping(int flags, long value) {
    return frame(0, 2, flags, 0, value);
  }

  static byte[] goAway(long code) {
    return frame(0, 3, 0, 0, code);
  }

  static byte[] frame(int version, int type, int flags, long stream, long length) {
    return ByteBuffer.allocate(12)
        .put((byte) version)
        .put((byte) type)
        .putShort((short) flags)
        .putInt((int) stream)
        .putInt((int) length)
        .array();
  }

  static byte[] join(byte[]... parts) {
    int size = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteBuffer joined = ByteBuffer.allocate(size);
    for (byte[] part : parts) {
      joined.put(part);
    }
    return joined.array();
  }

  /** What the effects send, as one. */
  static byte[] sent(List<YamuxEffect> effects) {
    return join(
        effects.stream()
            .filter(YamuxEffect.Send.class::isInstance)
            .map(effect -> ((YamuxEffect.Send) effect).bytes())
            .toArray(byte[][]::new));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
