package dev.bzzz.p2p.discovery;

import java.util.List;
import java.util.Optional;

/**
 * One multicast DNS message, of which only what discovery uses is kept: questions, answers and
 * additional records of class IN (RFC 1035 section 4, RFC 6762 section 18).
 *
 * <p>Names are written with dots and without the last one, in lower case, because they are compared
 * without regard to case; a dot within a label is written {@code \.}.
 *
 * @param id 0 unless the message is an answer to a legacy query
 * @param response whether this answers rather than asks
 */
record MdnsMessage(
    int id,
    boolean response,
    List<Question> questions,
    List<Entry> answers,
    List<Entry> additionals) {
  /** The longest message read or written, in bytes (RFC 6762 section 17). */
  static final int MAX_BYTES = 9000;

  /** The most questions and records that are read of one message; the rest is left alone. */
  static final int MAX_ENTRIES = 256;

  static final int TYPE_A = 1;
  static final int TYPE_PTR = 12;
  static final int TYPE_TXT = 16;
  static final int TYPE_AAAA = 28;
  static final int TYPE_SRV = 33;
  static final int TYPE_ANY = 255;

  MdnsMessage {
    questions = List.copyOf(questions);
    answers = List.copyOf(answers);
    additionals = List.copyOf(additionals);
  }

  /** A query as every peer sends it: id 0, no known answers. */
  static MdnsMessage query(String name, int type) {
    return new MdnsMessage(
        0, false, List.of(new Question(name, type, false)), List.of(), List.of());
  }

  /** An unasked or multicast response: id 0, no questions. */
  static MdnsMessage response(List<Entry> answers, List<Entry> additionals) {
    return new MdnsMessage(0, true, List.of(), answers, additionals);
  }

  /** Reads a datagram; empty when it is no well-formed DNS message. Never throws. */
  static Optional<MdnsMessage> decode(byte[] datagram) {
    return MdnsReader.read(datagram);
  }

  /**
   * The message as a datagram.
   *
   * @throws IllegalArgumentException if it does not fit or a name is none; our own mistake
   */
  byte[] encode() {
    return MdnsWriter.write(this);
  }

  /**
   * What somebody asks.
   *
   * @param unicast whether the answer may come to the asker alone
   */
  record Question(String name, int type, boolean unicast) {
    /** Whether a record of this name and type would answer. */
    boolean asks(String of, int recordType) {
      return name.equals(of) && (type == recordType || type == TYPE_ANY);
    }
  }

  /**
   * A resource record.
   *
   * @param unique whether its owner is the only one with this name and type (the cache-flush bit)
   * @param ttlSeconds how long it holds; 0 takes it back
   */
  record Entry(String name, int type, boolean unique, long ttlSeconds, Data data) {}

  /** What a record says. */
  sealed interface Data permits Pointer, Texts, Service, Address, Unread {}

  /** PTR: another name. */
  record Pointer(String name) implements Data {}

  /** TXT: strings of at most 255 bytes, which are not copied. */
  record Texts(List<byte[]> strings) implements Data {
    Texts {
      strings = List.copyOf(strings);
    }
  }

  /** SRV: where the service is. */
  record Service(int port, String host) implements Data {}

  /** A or AAAA: an IP address of 4 or 16 bytes, which are not copied. */
  record Address(byte[] bytes) implements Data {}

  /** A record of another type, whose data was left alone. */
  record Unread() implements Data {}
}
