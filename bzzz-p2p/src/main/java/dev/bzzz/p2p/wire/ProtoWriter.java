package dev.bzzz.p2p.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the fields of a protobuf message, in the order in which they are given; nothing is left
 * out, not even what protobuf takes for a default. Confined to one thread.
 */
public final class ProtoWriter {
  private static final int USUAL_BYTES = 128;
  private static final int MAX_TAG_BYTES = 5;

  private byte[] bytes;
  private int length;

  /** Creates a writer of an empty message. */
  public ProtoWriter() {
    this(USUAL_BYTES);
  }

  /** Creates a writer of an empty message with room for so many bytes; it grows as needed. */
  public ProtoWriter(int room) {
    this.bytes = new byte[room];
  }

  /** Appends an integer, taken as unsigned. */
  public ProtoWriter uint64(int field, long value) {
    room(MAX_TAG_BYTES + Uvarint.size(value));
    tag(field, ProtoReader.VARINT);
    length = Uvarint.write(value, bytes, length);
    return this;
  }

  /** Appends a truth value. */
  public ProtoWriter bool(int field, boolean value) {
    return uint64(field, value ? 1 : 0);
  }

  /** Appends bytes, or a message that was written before. */
  public ProtoWriter bytes(int field, byte[] value) {
    return bytes(field, value, value.length);
  }

  /** Appends a text in UTF-8. */
  public ProtoWriter string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends a message. */
  public ProtoWriter message(int field, ProtoWriter value) {
    return bytes(field, value.bytes, value.length);
  }

  /** How many bytes the message has so far. */
  public int length() {
    return length;
  }

  /** The message so far. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** The message so far with its length before it, as {@link FrameReader} reads it. */
  public byte[] toFrame() {
    int prefix = Uvarint.size(length);
    byte[] frame = new byte[prefix + length];
    Uvarint.write(length, frame, 0);
    System.arraycopy(bytes, 0, frame, prefix, length);
    return frame;
  }

  private ProtoWriter bytes(int field, byte[] value, int count) {
    room(MAX_TAG_BYTES + Uvarint.size(count) + count);
    tag(field, ProtoReader.LENGTH);
    length = Uvarint.write(count, bytes, length);
    System.arraycopy(value, 0, bytes, length, count);
    length += count;
    return this;
  }

  private void tag(int field, int type) {
    length = Uvarint.write((long) field << 3 | type, bytes, length);
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
