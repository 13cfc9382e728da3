package dev.bzzz.core.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.Envelope.Decoded;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads envelopes from the wire, strictly: every field, no other, each of its form, and the bytes
 * those that {@link Envelope#encode} writes, so that nobody can spell one message in two ways.
 */
final class EnvelopeReader {
  static final String TYPE = "type";
  static final String FROM = "from";
  static final String TIMESTAMP = "timestamp";
  static final String DATA = "data";
  static final String HOP_COUNT = "hop_count";
  static final String ID = "id";
  static final String SEQ = "seq";
  static final String BOOT = "boot";
  static final String SIG = "sig";

  private static final Set<String> FIELDS =
      Set.of(TYPE, FROM, TIMESTAMP, DATA, HOP_COUNT, ID, SEQ, BOOT, SIG);
  private static final int MAX_TEXT = 128;

  private EnvelopeReader() {}

  static Decoded read(byte[] wire, Verifier verifier) {
    if (wire.length > Envelope.MAX_BYTES) {
      return malformed("longer than " + Envelope.MAX_BYTES + " bytes");
    }
    if (wire.length == 0 || (wire[0] != '{' && wire[0] > ' ')) {
      return malformed("not a JSON object"); // seen without the cost of an error of the parser
    }
    try {
      JsonNode root = CanonicalJson.read(wire);
      if (!(root instanceof ObjectNode fields)) {
        return malformed("not a JSON object");
      }
      Set<String> names = new TreeSet<>();
      fields.fieldNames().forEachRemaining(names::add);
      if (!names.equals(FIELDS)) {
        return malformed(difference(names));
      }
      Envelope envelope = envelope(fields);
      byte[] signature = signature(fields);
      if (!Arrays.equals(CanonicalJson.write(fields), wire)) {
        return malformed("not in canonical form");
      }
      return verifier.verify(envelope.from(), Envelope.signed(fields.without(SIG)), signature)
          ? new Decoded.Accepted(envelope)
          : new Decoded.Refused("the signature is not the sender's", true);
    } catch (Malformed e) {
      return malformed(e.why);
    } catch (IllegalArgumentException e) {
      return malformed("not canonical JSON of the form of an envelope");
    }
  }

  private static Decoded malformed(String why) {
    return new Decoded.Refused(why, false);
  }

  private static byte[] signature(ObjectNode fields) throws Malformed {
    String text = text(fields, SIG);
    try {
      byte[] signature = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(signature).equals(text)) {
        return signature;
      }
    } catch (IllegalArgumentException e) {
      throw new Malformed("sig is not base64");
    }
    throw new Malformed("sig is base64 in another spelling");
  }

  private static Envelope envelope(ObjectNode fields) throws Malformed {
    MessageType type =
        MessageType.ofWire(text(fields, TYPE)).orElseThrow(() -> new Malformed("unknown type"));
    if (!(fields.get(DATA) instanceof ObjectNode data)) {
      throw new Malformed("data is not an object");
    }
    long hops = integer(fields, HOP_COUNT);
    if (hops < 0 || hops > Envelope.MAX_HOPS) {
      throw new Malformed("hop_count is out of range");
    }
    Envelope.Stamp stamp;
    try {
      stamp = new Envelope.Stamp(text(fields, ID), integer(fields, SEQ), text(fields, BOOT));
    } catch (IllegalArgumentException e) {
      throw new Malformed("id, seq or boot is malformed");
    }
    return new Envelope(type, from(fields), timestamp(fields), data, (int) hops, stamp);
  }

  private static AgentId from(ObjectNode fields) throws Malformed {
    try {
      return new AgentId(text(fields, FROM));
    } catch (IllegalArgumentException e) {
      throw new Malformed("from is not an agent's id");
    }
  }

  private static Instant timestamp(ObjectNode fields) throws Malformed {
    String text = text(fields, TIMESTAMP);
    try {
      Instant timestamp = Instant.parse(text);
      if (timestamp.toString().equals(text)) {
        return timestamp;
      }
    } catch (DateTimeException e) {
      throw new Malformed("timestamp is not a time");
    }
    // One spelling only, or the envelope written again would not be the one that was signed.
    throw new Malformed("timestamp is not in its shortest form");
  }

  private static String text(ObjectNode fields, String name) throws Malformed {
    JsonNode value = fields.get(name);
    if (!value.isTextual() || value.textValue().length() > MAX_TEXT) {
      throw new Malformed(name + " is not a text of at most " + MAX_TEXT + " characters");
    }
    return value.textValue();
  }

  private static long integer(ObjectNode fields, String name) throws Malformed {
    JsonNode value = fields.get(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new Malformed(name + " is not an integer");
    }
    return value.longValue();
  }

  private static String difference(Set<String> names) {
    Set<String> missing = new TreeSet<>(FIELDS);
    missing.removeAll(names);
    return missing.isEmpty() ? "has unknown fields" : "lacks the fields " + missing;
  }

  /** Leaves the reader with the reason; never leaves this class. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;
    private final String why;

    Malformed(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }
}
