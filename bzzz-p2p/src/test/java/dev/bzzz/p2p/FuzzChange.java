package dev.bzzz.p2p;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** One way to spoil bytes. */
enum FuzzChange {
  BIT {
    @Override
    byte[] apply(byte[] bytes, byte[] other, Random random) {
      byte[] changed = bytes.clone();
      if (changed.length > 0) {
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      }
      return changed;
    }
  },
  BYTE {
    @Override
    byte[] apply(byte[] bytes, byte[] other, Random random) {
      byte[] changed = bytes.clone();
      if (changed.length > 0) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      return changed;
    }
  },
  INTEGER {
    @Override
    byte[] apply(byte[] bytes, byte[] other, Random random) {
      int from = place(bytes, random);
      byte[] value = INTEGERS[random.nextInt(INTEGERS.length)];
      int to = random.nextBoolean() ? from : Math.min(bytes.length, from + value.length);
      return join(bytes, from, value, bytes, to);
    }
  },
  CUT {
    @Override
    byte[] apply(byte[] bytes, byte[] other, Random random) {
      return Arrays.copyOf(bytes, place(bytes, random));
    }
  },
  REMOVE {
    @Override
    byte[] apply(byte[] bytes, byte[] other, Random random) {
      int from = place(bytes, random);
      int to = Math.min(bytes.length, from + 1 + random.nextInt(8));
      return join(bytes, from, new byte[0], bytes, to);
    }
  },
  REPEAT {
    @Override
    byte[] apply(byte[] bytes, byte[] other, Random random) {
      int from = place(bytes, random);
      int to = from + random.nextInt(bytes.length - from + 1);
      byte[] piece = Arrays.copyOfRange(bytes, from, to);
      return bytes.length > MAX_BYTES ? bytes : join(bytes, to, piece, bytes, to);
    }
  },
  SPLICE {
    @Override
    byte[] apply(byte[] bytes, byte[] other, Random random) {
      return join(bytes, place(bytes, random), new byte[0], other, place(other, random));
    }
  },
  APPEND {
    @Override
    byte[] apply(byte[] bytes, byte[] other, Random random) {
      return bytes.length > MAX_BYTES
          ? bytes
          : join(bytes, bytes.length, other, bytes, bytes.length);
    }
  };

  private static final int MAX_BYTES = 64 * 1024;

  /** Numbers at the edges, as lengths are written: variable, two bytes, four bytes. */
  private static final byte[][] INTEGERS =
      java.util.stream.Stream.of(
              "00",
              "01",
              "7f",
              "8001",
              "8000",
              "ff7f",
              "ffff03",
              "ffffffff07",
              "ffffffff0f",
              "ffffffffffffffff7f",
              "ffffffffffffffffff01",
              "ffffffffffffffffffff01",
              "ffff",
              "8000",
              "00000000",
              "00040000",
              "00040001",
              "7fffffff",
              "80000000",
              "ffffffff")
          .map(HexFormat.of()::parseHex)
          .toArray(byte[][]::new);

  private static final FuzzChange[] ALL = values();

  abstract byte[] apply(byte[] bytes, byte[] other, Random random);

  static FuzzChange any(Random random) {
    return ALL[random.nextInt(ALL.length)];
  }

  private static int place(byte[] bytes, Random random) {
    return random.nextInt(bytes.length + 1);
  }

  /** The head of one, something, and the tail of another. */
  private static byte[] join(byte[] head, int to, byte[] middle, byte[] tail, int from) {
    byte[] joined = Arrays.copyOf(head, to + middle.length + tail.length - from);
    System.arraycopy(middle, 0, joined, to, middle.length);
    System.arraycopy(tail, from, joined, to + middle.length, tail.length - from);
    return joined;
  }
}
