package dev.bzzz.core.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * One line of a log. {@code hash} is the SHA-256 of, and {@code sig} the agent's signature over,
 * the domain and the canonical JSON of all other members; {@code prev} is the hash of the line
 * before.
 */
final class AuditEntry {
  /** The longest line, without its end. */
  static final int MAX_BYTES = 16 * 1024;

  /** Stands for the hash of the line before the first. */
  static final String NO_HASH = "0".repeat(64);

  private static final byte[] DOMAIN = "bzzz-audit/1\0".getBytes(StandardCharsets.US_ASCII);
  private static final List<String> MEMBERS =
      List.of("agent", "at", "data", "event", "hash", "prev", "seq", "sig", "v");
  private static final int VERSION = 1;

  private final ObjectNode json;
  private final AgentId agent;
  private final byte[] signed;

  private AuditEntry(ObjectNode json, AgentId agent) {
    this.json = json;
    this.agent = agent;
    ObjectNode core = json.deepCopy();
    core.remove(List.of("hash", "sig"));
    this.signed = withDomain(DOMAIN, CanonicalJson.write(core));
  }

  /** Where an entry stands, and when it was made. */
  record Place(long seq, String prev, Instant at) {}

  /** Makes and signs an entry. */
  static AuditEntry seal(Signer signer, Place place, String event, ObjectNode data) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("v", VERSION).put("seq", place.seq()).put("prev", place.prev());
    json.put("at", place.at().toString()).put("agent", signer.id().value()).put("event", event);
    json.set("data", data);
    AuditEntry entry = new AuditEntry(json, signer.id());
    json.put("hash", sha256(entry.signed));
    json.put("sig", Base64.getEncoder().encodeToString(signer.sign(entry.signed)));
    return entry;
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is none, or not spelled as it is written
   */
  static AuditEntry parse(byte[] line) {
    JsonNode node = CanonicalJson.read(line);
    if (!(node instanceof ObjectNode json)) {
      throw new IllegalArgumentException("it is no JSON object");
    }
    if (!json.properties().stream()
        .map(field -> field.getKey())
        .sorted()
        .toList()
        .equals(MEMBERS)) {
      throw new IllegalArgumentException("its members are not " + MEMBERS);
    }
    for (String text : List.of("agent", "at", "event", "hash", "prev", "sig")) {
      if (!json.path(text).isTextual()) {
        throw new IllegalArgumentException("'" + text + "' is no text");
      }
    }
    if (json.path("v").asInt() != VERSION
        || !json.path("seq").isIntegralNumber()
        || json.path("seq").asLong() < 1
        || !json.path("data").isObject()) {
      throw new IllegalArgumentException("'v', 'seq' or 'data' is not as it should be");
    }
    try {
      Instant.parse(json.path("at").textValue());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'at' is no time", e);
    }
    if (!Arrays.equals(CanonicalJson.write(json), line)) {
      throw new IllegalArgumentException("it is not in canonical form");
    }
    return new AuditEntry(json, new AgentId(json.path("agent").textValue()));
  }

  long seq() {
    return json.path("seq").longValue();
  }

  String prev() {
    return json.path("prev").textValue();
  }

  String hash() {
    return json.path("hash").textValue();
  }

  String event() {
    return json.path("event").textValue();
  }

  AgentId agent() {
    return agent;
  }

  boolean hashFits() {
    return hash().equals(sha256(signed));
  }

  boolean signatureFits() {
    return verified(agent, signed, json.path("sig").textValue());
  }

  byte[] line() {
    return CanonicalJson.write(json);
  }

  static byte[] withDomain(byte[] domain, byte[] message) {
    var bytes = new ByteArrayOutputStream(domain.length + message.length);
    bytes.writeBytes(domain);
    bytes.writeBytes(message);
    return bytes.toByteArray();
  }

  static boolean verified(AgentId agent, byte[] signed, String base64) {
    try {
      byte[] signature = Base64.getDecoder().decode(base64);
      return Base64.getEncoder().encodeToString(signature).equals(base64)
          && Verifier.ed25519().verify(agent, signed, signature);
    } catch (IllegalArgumentException e) {
      return false; // no base64, so no signature
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
