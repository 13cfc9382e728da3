package dev.bzzz.p2p.yamux;

/** Bytes in the order they came. Its owner bounds it. Needs no memory while it is empty. */
final class ByteQueue {
  private static final byte[] EMPTY = {};
  private static final int SMALLEST = 1024;

  private byte[] ring = EMPTY;
  private int first;
  private int size;

  int size() {
    return size;
  }

  void add(byte[] bytes, int from, int length) {
    if (size + length > ring.length) {
      grow(size + length);
    }
    int at = (first + size) % ring.length;
    int untilEnd = Math.min(length, ring.length - at);
    System.arraycopy(bytes, from, ring, at, untilEnd);
    System.arraycopy(bytes, from + untilEnd, ring, 0, length - untilEnd);
    size += length;
  }

  /** Moves that many bytes, at most as many as there are, into an array. */
  void poll(byte[] to, int at, int length) {
    int untilEnd = Math.min(length, ring.length - first);
    System.arraycopy(ring, first, to, at, untilEnd);
    System.arraycopy(ring, 0, to, at + untilEnd, length - untilEnd);
    size -= length;
    first = (first + length) % ring.length;
    if (size == 0) {
      clear();
    }
  }

  void clear() {
    ring = EMPTY;
    first = 0;
    size = 0;
  }

  private void grow(int needed) {
    byte[] larger = new byte[Math.max(needed, Math.max(SMALLEST, 2 * ring.length))];
    int untilEnd = Math.min(size, ring.length - first);
    System.arraycopy(ring, first, larger, 0, untilEnd);
    System.arraycopy(ring, 0, larger, untilEnd, size - untilEnd);
    ring = larger;
    first = 0;
  }
}
