package dev.bzzz.core.mesh;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.LowerHex;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * A signed message with sender, type and id, as it travels on a topic.
 *
 * <p>On the wire it is one JSON object of at most {@value #MAX_BYTES} bytes with the fields {@code
 * type, from, timestamp, data, hop_count, id, seq, boot, sig}. The signature is over {@code
 * "bzzz-envelope/1\0"} and the canonical JSON of all other fields. It proves who wrote the message,
 * not that it is new: whoever acts on one keeps a replay window per {@code from} and {@code boot}.
 *
 * @param type what it is about
 * @param from who signed it
 * @param timestamp when, by the sender's clock; for people
 * @param data untrusted; integers only, no fractions
 * @param hopCount how many times its subject was passed on, from 0 to {@value #MAX_HOPS}
 * @param stamp what makes it unique
 */
public record Envelope(
    MessageType type, AgentId from, Instant timestamp, ObjectNode data, int hopCount, Stamp stamp) {
  /** Longest envelope on the wire. */
  public static final int MAX_BYTES = 8 * 1024;

  /** Most hops. */
  public static final int MAX_HOPS = 16;

  private static final byte[] DOMAIN = "bzzz-envelope/1\0".getBytes(StandardCharsets.US_ASCII);

  /** Checks the hops and the data, and copies the data. */
  public Envelope {
    if (hopCount < 0 || hopCount > MAX_HOPS) {
      throw new IllegalArgumentException("hop_count is from 0 to " + MAX_HOPS);
    }
    data = (ObjectNode) CanonicalJson.copy(data);
  }

  /**
   * What makes an envelope unique.
   *
   * @param id 32 hexadecimal digits, fresh for each envelope
   * @param seq counts the sender's envelopes since its start, from 1
   * @param boot 32 hexadecimal digits, fresh for each start of the sender
   */
  public record Stamp(String id, long seq, String boot) {
    /** Checks the forms. */
    public Stamp {
      if (!LowerHex.is(id, 32) || !LowerHex.is(boot, 32)) {
        throw new IllegalArgumentException("id and boot are 32 hexadecimal digits each");
      }
      if (seq < 1 || seq >= 1L << 53) {
        throw new IllegalArgumentException("seq is from 1 to 2^53-1");
      }
    }
  }

  /** What came of reading an envelope. */
  public sealed interface Decoded {
    /** It is well formed and its sender signed it. */
    record Accepted(Envelope envelope) implements Decoded {}

    /**
     * It is not to be acted on.
     *
     * @param why what is wrong with it; holds nothing that the sender could make long
     * @param forged whether it is well formed, but not signed by whom it names
     */
    record Refused(String why, boolean forged) implements Decoded {}
  }

  @Override
  public ObjectNode data() {
    return data.deepCopy();
  }

  /**
   * The bytes for the wire.
   *
   * @throws IllegalArgumentException if the signer is not {@link #from()}, the data cannot be
   *     written canonically, or all together is longer than {@value #MAX_BYTES} bytes
   */
  public byte[] encode(Signer signer) {
    if (!signer.id().equals(from)) {
      throw new IllegalArgumentException("an envelope is signed by its sender only");
    }
    ObjectNode fields = fields();
    byte[] signature = signer.sign(signed(fields));
    fields.put(EnvelopeReader.SIG, Base64.getEncoder().encodeToString(signature));
    byte[] wire = CanonicalJson.write(fields);
    if (wire.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "an envelope has at most " + MAX_BYTES + " bytes, not " + wire.length);
    }
    return wire;
  }

  /** Reads and checks an envelope from anybody; never throws. */
  public static Decoded decode(byte[] wire, Verifier verifier) {
    return EnvelopeReader.read(wire, verifier);
  }

  static byte[] signed(ObjectNode fields) {
    byte[] json = CanonicalJson.write(fields);
    byte[] message = Arrays.copyOf(DOMAIN, DOMAIN.length + json.length);
    System.arraycopy(json, 0, message, DOMAIN.length, json.length);
    return message;
  }

  private ObjectNode fields() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put(EnvelopeReader.TYPE, type.wire());
    fields.put(EnvelopeReader.FROM, from.value());
    fields.put(EnvelopeReader.TIMESTAMP, timestamp.toString());
    fields.set(EnvelopeReader.DATA, data);
    fields.put(EnvelopeReader.HOP_COUNT, hopCount);
    fields.put(EnvelopeReader.ID, stamp.id());
    fields.put(EnvelopeReader.SEQ, stamp.seq());
    fields.put(EnvelopeReader.BOOT, stamp.boot());
    return fields;
  }
}
