package dev.bzzz.p2p.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the fields of a protobuf message in the order in which they lie there.
 *
 * <pre>{@code
 * ProtoReader reader = new ProtoReader(bytes);
 * while (reader.next()) {
 *   switch (reader.field()) {
 *     case 1 -> key = reader.bytes();
 *     case 2 -> seq = reader.uint64();
 *     default -> {} // what is not read is skipped
 *   }
 * }
 * }</pre>
 *
 * <p>Values are copied only by {@link #bytes()}, {@link #string()} and {@link #text()}. Groups,
 * which protobuf gave up, can only be skipped; other libp2p implementations skip them, too. Every
 * method throws {@link WireException} on bytes that are no such message. Confined to one thread.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protobuf encoding</a>
 */
public final class ProtoReader {
  static final int VARINT = 0;
  static final int FIXED_64 = 1;
  static final int LENGTH = 2;
  static final int GROUP = 3;
  static final int GROUP_END = 4;
  static final int FIXED_32 = 5;

  /** How many groups may lie within each other; as many as Google's readers take. */
  static final int MAX_NESTED_GROUPS = 100;

  private static final int MAX_VARINT_BYTES = 10;
  private static final long MAX_TAG = 0xffff_ffffL;
  private static final char REPLACEMENT = '\uFFFD';

  private final byte[] bytes;
  private final int to;
  private int at;
  private int field;
  private int type;

  /** Whether the value of the current field still lies ahead. */
  private boolean unread;

  /** Reads all of these bytes, which the caller leaves alone meanwhile. */
  public ProtoReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  ProtoReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  /** Goes to the next field, past the value of the current one; false at the end. */
  public boolean next() {
    if (unread) {
      skip(0);
    }
    if (at == to) {
      return false;
    }
    tag();
    return true;
  }

  private void tag() {
    long tag = varint();
    field = (int) (tag >>> 3);
    type = (int) tag & 7;
    if (tag < 0 || tag > MAX_TAG || field == 0) {
      throw new WireException("a field's number is from 1 to 536870911");
    }
    unread = true;
  }

  /** How many bytes of the message are not read yet. */
  public int remaining() {
    return to - at;
  }

  /** The number of the current field. */
  public int field() {
    return field;
  }

  /** The current field, an integer; taken as unsigned. */
  public long uint64() {
    expect(VARINT);
    return varint();
  }

  /** The current field, a truth value. */
  public boolean bool() {
    return uint64() != 0;
  }

  /** The current field, as it is. */
  public byte[] bytes() {
    int end = value();
    byte[] copy = Arrays.copyOfRange(bytes, at, end);
    at = end;
    return copy;
  }

  /** The current field, a text in UTF-8. */
  public String string() {
    return text().orElseThrow(() -> new WireException("field " + field + " is not UTF-8"));
  }

  /**
   * The current field, a text; empty when it is not UTF-8, which those who write version 2 of
   * protobuf need not heed.
   */
  public Optional<String> text() {
    int end = value();
    int from = at;
    at = end;
    // What is not UTF-8 becomes this character, which may also have been written.
    String text = new String(bytes, from, end - from, StandardCharsets.UTF_8);
    return text.indexOf(REPLACEMENT) < 0 || isUtf8(from, end)
        ? Optional.of(text)
        : Optional.empty();
  }

  private boolean isUtf8(int from, int end) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, end - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The current field, a message inside this one, not copied. */
  public ProtoReader message() {
    int end = value();
    ProtoReader inner = new ProtoReader(bytes, at, end);
    at = end;
    return inner;
  }

  /** How many bytes the current field's value has, when it has a length; does not read it. */
  public int length() {
    int before = at;
    int length = value() - at;
    at = before;
    unread = true;
    return length;
  }

  private int value() {
    expect(LENGTH);
    long length = varint();
    if (length < 0 || length > to - at) {
      throw new WireException("field " + field + " is longer than the message");
    }
    return at + (int) length;
  }

  private void expect(int wanted) {
    if (!unread) {
      throw new IllegalStateException("a field is read once");
    }
    if (type != wanted) {
      throw new WireException("field " + field + " has wire type " + type + ", not " + wanted);
    }
    unread = false;
  }

  private void skip(int groups) {
    switch (type) {
      case VARINT -> uint64();
      case FIXED_64 -> pass(8);
      case LENGTH -> at = value();
      case FIXED_32 -> pass(4);
      case GROUP -> skipGroup(groups + 1);
      default -> throw new WireException("field " + field + " has wire type " + type);
    }
    unread = false;
  }

  /** It ends where its number says so; what is in it may be further groups. */
  private void skipGroup(int groups) {
    if (groups > MAX_NESTED_GROUPS) {
      throw new WireException("more than " + MAX_NESTED_GROUPS + " groups lie within each other");
    }
    int group = field;
    while (at < to) {
      tag();
      if (type == GROUP_END) {
        if (field != group) {
          throw new WireException("group " + group + " ends as group " + field);
        }
        return;
      }
      skip(groups);
    }
    throw new WireException("the message ends within group " + group);
  }

  private void pass(int count) {
    if (to - at < count) {
      throw new WireException("field " + field + " is longer than the message");
    }
    at += count;
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (at == to) {
        throw new WireException("the message ends within an integer");
      }
      byte each = bytes[at++];
      value |= (each & 0x7fL) << 7 * i;
      if (each >= 0) {
        if (i == MAX_VARINT_BYTES - 1 && each > 1) {
          throw new WireException("an integer has more than 64 bits");
        }
        return value;
      }
    }
    throw new WireException("an integer has more than " + MAX_VARINT_BYTES + " bytes");
  }
}
