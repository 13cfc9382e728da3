package dev.bzzz.p2p.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Takes a stream of bytes apart into frames: each is its length as a {@link Uvarint} and then so
 * many bytes. How the stream was split into reads makes no difference. Memory is taken for bytes
 * that came, never for bytes that were announced. Confined to one thread.
 */
public final class FrameReader {
  private static final byte[] NOTHING = {};

  private final int maxBytes;
  private byte[] held = NOTHING;
  private int start;
  private int end;

  /**
   * Creates a reader at the start of a stream.
   *
   * @param maxBytes longest frame, without its length
   */
  public FrameReader(int maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("a frame has at least 0 bytes");
    }
    this.maxBytes = maxBytes;
  }

  /**
   * Takes in bytes and returns the frames that they complete. After an error the stream is of no
   * use, and the frames before the fault are lost.
   *
   * @param bytes not copied when they can be used as they are: the caller leaves them alone
   * @throws WireException if a frame is too long or its length is not written well
   */
  public List<byte[]> feed(byte[] bytes) {
    offer(bytes);
    Optional<byte[]> frame = next();
    if (frame.isEmpty()) {
      return List.of();
    }
    List<byte[]> frames = new ArrayList<>();
    while (frame.isPresent()) {
      frames.add(frame.get());
      frame = next();
    }
    return frames;
  }

  /**
   * Takes in bytes, for {@link #next()}.
   *
   * @param bytes not copied when they can be used as they are: the caller leaves them alone
   */
  public void offer(byte[] bytes) {
    if (start == end) {
      held = bytes;
      start = 0;
      end = bytes.length;
      return;
    }
    int kept = end - start;
    if (held.length - end < bytes.length || start > kept) {
      byte[] room =
          new byte[Math.max(kept + bytes.length, Math.min(2 * kept, maxBytes + Uvarint.MAX_BYTES))];
      System.arraycopy(held, start, room, 0, kept);
      held = room;
      start = 0;
      end = kept;
    }
    System.arraycopy(bytes, 0, held, end, bytes.length);
    end += bytes.length;
  }

  /**
   * The next whole frame, without its length; empty when more bytes are needed.
   *
   * @throws WireException if a frame is too long or its length is not written well
   */
  public Optional<byte[]> next() {
    int from = pass();
    return from < 0 ? Optional.empty() : Optional.of(Arrays.copyOfRange(held, from, start));
  }

  /**
   * The next whole frame, without its length, to be read before this reader is given more bytes;
   * empty when more bytes are needed. It is not copied.
   *
   * @throws WireException if a frame is too long or its length is not written well
   */
  public Optional<ProtoReader> nextMessage() {
    int from = pass();
    return from < 0 ? Optional.empty() : Optional.of(new ProtoReader(held, from, start));
  }

  /** Goes past the next frame; returns where it begins, or a negative number if it is not whole. */
  private int pass() {
    long length = Uvarint.read(held, start, end);
    if (length > maxBytes) {
      throw new WireException("a frame of " + length + " bytes; at most " + maxBytes + " may come");
    }
    int from = start + Uvarint.size(length);
    if (length < 0 || end - from < length) {
      return -1;
    }
    start = from + (int) length;
    return from;
  }

  /** The bytes that are not yet part of a frame; the reader forgets them. */
  public byte[] remainder() {
    byte[] rest = start == end ? NOTHING : Arrays.copyOfRange(held, start, end);
    held = NOTHING;
    start = 0;
    end = 0;
    return rest;
  }

  /** How many bytes wait for the rest of their frame. */
  public int waiting() {
    return end - start;
  }
}
