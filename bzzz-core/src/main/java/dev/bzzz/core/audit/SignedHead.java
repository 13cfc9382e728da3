package dev.bzzz.core.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Signer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * How far a log reaches, signed by its agent; whoever has one can tell when later entries are cut
 * off. Kept beside the log in {@code FILE.head}.
 *
 * @param seq number of the newest entry; 0 when there is none yet
 * @param hash that entry's hash; 64 zeros when there is none yet
 * @param at when it was signed, by the agent's clock
 * @param agent who signed
 * @param signature Ed25519 signature in base64
 */
public record SignedHead(long seq, String hash, Instant at, AgentId agent, String signature) {
  /** The longest head file. */
  static final int MAX_BYTES = 1024;

  private static final byte[] DOMAIN = "bzzz-audit-head/1\0".getBytes(StandardCharsets.US_ASCII);

  /** Signs a head. */
  public static SignedHead sign(Signer signer, long seq, String hash, Instant at) {
    byte[] signature = signer.sign(signed(seq, hash, at, signer.id()));
    return new SignedHead(
        seq, hash, at, signer.id(), Base64.getEncoder().encodeToString(signature));
  }

  /**
   * Reads what {@link #bytes()} writes.
   *
   * @throws IllegalArgumentException if it is anything else; the signature is not checked
   */
  public static SignedHead parse(byte[] bytes) {
    JsonNode json = CanonicalJson.read(bytes);
    try {
      var head =
          new SignedHead(
              json.path("seq").asLong(-1),
              json.path("hash").asText(),
              Instant.parse(json.path("at").asText()),
              new AgentId(json.path("agent").asText()),
              json.path("sig").asText());
      if (head.seq() < 0 || !Arrays.equals(head.bytes(), bytes)) {
        throw new IllegalArgumentException("it is no head of an audit log");
      }
      return head;
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("its time cannot be read", e);
    }
  }

  /** One line of canonical JSON in UTF-8, with its end. */
  public byte[] bytes() {
    ObjectNode json = core(seq, hash, at, agent).put("sig", signature);
    return AuditEntry.withDomain(CanonicalJson.write(json), new byte[] {'\n'});
  }

  /** Whether the agent it names has signed it. */
  public boolean genuine() {
    return AuditEntry.verified(agent, signed(seq, hash, at, agent), signature);
  }

  private static byte[] signed(long seq, String hash, Instant at, AgentId agent) {
    return AuditEntry.withDomain(DOMAIN, CanonicalJson.write(core(seq, hash, at, agent)));
  }

  private static ObjectNode core(long seq, String hash, Instant at, AgentId agent) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("v", 1)
        .put("seq", seq)
        .put("hash", hash)
        .put("at", at.toString())
        .put("agent", agent.value());
  }
}
