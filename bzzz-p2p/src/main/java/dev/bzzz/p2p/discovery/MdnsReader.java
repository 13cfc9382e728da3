package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.discovery.MdnsMessage.Address;
import dev.bzzz.p2p.discovery.MdnsMessage.Data;
import dev.bzzz.p2p.discovery.MdnsMessage.Entry;
import dev.bzzz.p2p.discovery.MdnsMessage.Pointer;
import dev.bzzz.p2p.discovery.MdnsMessage.Question;
import dev.bzzz.p2p.discovery.MdnsMessage.Service;
import dev.bzzz.p2p.discovery.MdnsMessage.Texts;
import dev.bzzz.p2p.discovery.MdnsMessage.Unread;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads one DNS message that anybody on the network may have sent.
 *
 * <p>Compression pointers must point before the name they are in, each before the last one, so a
 * chain of them ends; its length and the length of the name are bounded besides.
 */
final class MdnsReader {
  /** The longest name, in bytes on the wire (RFC 1035 section 3.1). */
  static final int MAX_NAME_BYTES = 255;

  /** How many compression pointers one name may follow. */
  static final int MAX_POINTERS = 16;

  private static final int HEADER_BYTES = 12;
  private static final int RESPONSE = 0x8000;
  private static final int OPCODE_AND_RCODE = 0x780f;
  private static final int CLASS_IN = 1;
  private static final int CLASS_ANY = 255;
  private static final int TOP_BIT = 0x8000;
  private static final int POINTER = 0xc0;

  private final byte[] bytes;
  private int at;
  private int entries;

  private MdnsReader(byte[] bytes) {
    this.bytes = bytes;
  }

  static Optional<MdnsMessage> read(byte[] datagram) {
    if (datagram.length < HEADER_BYTES || datagram.length > MdnsMessage.MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return new MdnsReader(datagram).message();
    } catch (Malformed e) {
      return Optional.empty();
    }
  }

  private Optional<MdnsMessage> message() {
    int id = u16();
    int flags = u16();
    if ((flags & OPCODE_AND_RCODE) != 0) {
      return Optional.empty(); // RFC 6762 section 18.3 and 18.11: silently ignored
    }
    int questionCount = u16();
    int answerCount = u16();
    int authorityCount = u16();
    int additionalCount = u16();
    List<Question> questions = questions(questionCount);
    List<Entry> answers = entries(answerCount);
    entries(authorityCount); // of probes, which we neither make nor defend against
    List<Entry> additionals = entries(additionalCount);
    return Optional.of(
        new MdnsMessage(id, (flags & RESPONSE) != 0, questions, answers, additionals));
  }

  private List<Question> questions(int count) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < count && entries++ < MdnsMessage.MAX_ENTRIES; i++) {
      String name = name();
      int type = u16();
      int kind = u16();
      if (isInternet(kind)) {
        questions.add(new Question(name, type, (kind & TOP_BIT) != 0));
      }
    }
    return questions;
  }

  private List<Entry> entries(int count) {
    List<Entry> read = new ArrayList<>();
    for (int i = 0; i < count && entries++ < MdnsMessage.MAX_ENTRIES; i++) {
      String name = name();
      int type = u16();
      int kind = u16();
      long ttl = ((long) u16() << 16) | u16();
      int length = u16();
      int end = at + length;
      require(end <= bytes.length);
      Data data = data(type, end);
      at = end;
      if (isInternet(kind)) {
        read.add(new Entry(name, type, (kind & TOP_BIT) != 0, ttl, data));
      }
    }
    return read;
  }

  private Data data(int type, int end) {
    int length = end - at;
    switch (type) {
      case MdnsMessage.TYPE_PTR:
        return new Pointer(nameWithin(end));
      case MdnsMessage.TYPE_TXT:
        return new Texts(strings(end));
      case MdnsMessage.TYPE_SRV:
        require(length > 6);
        at += 4; // priority and weight: there is one address for everybody
        return new Service(u16(), nameWithin(end));
      case MdnsMessage.TYPE_A:
        require(length == 4);
        return new Address(Arrays.copyOfRange(bytes, at, end));
      case MdnsMessage.TYPE_AAAA:
        require(length == 16);
        return new Address(Arrays.copyOfRange(bytes, at, end));
      default:
        return new Unread();
    }
  }

  private List<byte[]> strings(int end) {
    List<byte[]> strings = new ArrayList<>();
    while (at < end) {
      int length = u8();
      require(at + length <= end);
      if (length > 0) {
        strings.add(Arrays.copyOfRange(bytes, at, at + length));
      }
      at += length;
    }
    return strings;
  }

  private String nameWithin(int end) {
    String name = name();
    require(at <= end);
    return name;
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    int read = 1; // the root's zero
    int next = at;
    int before = at;
    int pointers = 0;
    while (true) {
      require(next < bytes.length);
      int length = bytes[next] & 0xff;
      if (length == 0) {
        at = pointers == 0 ? next + 1 : at;
        return name.toString();
      }
      if ((length & POINTER) == POINTER) {
        require(next + 1 < bytes.length && ++pointers <= MAX_POINTERS);
        at = pointers == 1 ? next + 2 : at;
        next = (length & ~POINTER) << 8 | bytes[next + 1] & 0xff;
        require(next < before);
        before = next;
        continue;
      }
      read += length + 1;
      require((length & POINTER) == 0 && read <= MAX_NAME_BYTES);
      require(next + 1 + length <= bytes.length);
      append(name, next + 1, length);
      next += 1 + length;
    }
  }

  private void append(StringBuilder name, int start, int length) {
    if (name.length() > 0) {
      name.append('.');
    }
    String label = new String(bytes, start, length, StandardCharsets.UTF_8);
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      if (c == '.' || c == '\\') {
        name.append('\\');
      }
      // Only ASCII letters are the same in both cases (RFC 6762 section 16).
      name.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
    }
  }

  private static boolean isInternet(int kind) {
    int plain = kind & ~TOP_BIT;
    return plain == CLASS_IN || plain == CLASS_ANY;
  }

  private int u16() {
    return u8() << 8 | u8();
  }

  private int u8() {
    require(at < bytes.length);
    return bytes[at++] & 0xff;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new Malformed();
    }
  }

  /** Ends the reading of a message that is none; never leaves this class. */
  private static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Malformed() {
      super("malformed", null, false, false);
    }
  }
}
