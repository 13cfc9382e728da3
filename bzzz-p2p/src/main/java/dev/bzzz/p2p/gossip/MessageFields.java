package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.Uvarint;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a message: what was received, present or not. Whether data is missing or empty is
 * kept apart, because the signature is over what was received.
 */
final class MessageFields {
  static final byte[] NOTHING = {};

  private static final byte[] DOMAIN = "libp2p-pubsub:".getBytes(StandardCharsets.US_ASCII);
  private static final int FROM = 1;
  private static final int DATA = 2;
  private static final int SEQUENCE = 3;
  private static final int TOPIC = 4;
  private static final int SIGNATURE = 5;
  private static final int KEY = 6;
  private static final int LENGTH_DELIMITED = 2;

  byte @Nullable [] from;
  byte @Nullable [] data;
  byte @Nullable [] sequence;
  String topic = "";
  byte @Nullable [] signature;
  byte @Nullable [] key;

  static MessageFields read(ProtoReader reader) {
    MessageFields fields = new MessageFields();
    while (reader.next()) {
      switch (reader.field()) {
        case FROM -> fields.from = reader.bytes();
        case DATA -> fields.data = reader.bytes();
        case SEQUENCE -> fields.sequence = reader.bytes();
        case TOPIC -> fields.topic = reader.text().orElse(""); // none of ours
        case SIGNATURE -> fields.signature = reader.bytes();
        case KEY -> fields.key = reader.bytes();
        default -> {
          // Not part of what is signed, so it is not passed on either.
        }
      }
    }
    return fields;
  }

  @Nullable PeerId author() {
    try {
      return from == null ? null : PeerId.ofBytes(from);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Nullable String flaw() {
    if (sequence == null || sequence.length != Long.BYTES) {
      return "its sequence number does not have " + Long.BYTES + " bytes";
    }
    if (signature == null || signature.length == 0) {
      return "it is not signed";
    }
    if (key != null && key.length == 0) {
      return "its key is empty";
    }
    if (topic.isEmpty() || isTooLong(topic)) {
      return "its topic does not have 1 to " + SignedMessage.MAX_TOPIC_BYTES + " bytes";
    }
    return null;
  }

  /** The domain and the fields 1 to 4. */
  byte[] signed() {
    byte[] name = topic.isEmpty() ? null : topicBytes();
    int size = DOMAIN.length + size(from) + size(data) + size(sequence) + size(name);
    byte[] bytes = new byte[size];
    System.arraycopy(DOMAIN, 0, bytes, 0, DOMAIN.length);
    int at = put(FROM, from, bytes, DOMAIN.length);
    at = put(DATA, data, bytes, at);
    at = put(SEQUENCE, sequence, bytes, at);
    put(TOPIC, name, bytes, at);
    return bytes;
  }

  int encodedSize(int signedSize) {
    return signedSize - DOMAIN.length + size(signature) + size(key);
  }

  /** Writes all fields, given what is signed of them; returns where the next byte goes. */
  int encode(byte[] signed, byte[] target, int offset) {
    int length = signed.length - DOMAIN.length;
    System.arraycopy(signed, DOMAIN.length, target, offset, length);
    int at = put(SIGNATURE, signature, target, offset + length);
    return put(KEY, key, target, at);
  }

  /** Most need not be encoded to know: a character has at most three bytes. */
  private static boolean isTooLong(String topic) {
    return topic.length() > SignedMessage.MAX_TOPIC_BYTES / 3
        && topic.getBytes(StandardCharsets.UTF_8).length > SignedMessage.MAX_TOPIC_BYTES;
  }

  private byte[] topicBytes() {
    return topic.getBytes(StandardCharsets.UTF_8);
  }

  private static int size(byte @Nullable [] value) {
    return value == null ? 0 : 1 + Uvarint.size(value.length) + value.length;
  }

  private static int put(int field, byte @Nullable [] value, byte[] target, int offset) {
    if (value == null) {
      return offset;
    }
    target[offset] = (byte) (field << 3 | LENGTH_DELIMITED);
    int at = Uvarint.write(value.length, target, offset + 1);
    System.arraycopy(value, 0, target, at, value.length);
    return at + value.length;
  }
}
