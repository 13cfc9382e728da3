package dev.bzzz.git.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.repo.RepositoryId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * An agent's signed word that a host passed the probe, as the message of a commit: a subject, the
 * canonical JSON and the signature over {@value #DOMAIN}, a zero byte and the JSON.
 *
 * @param repository whose host
 * @param namespace where its claims live
 * @param checks what it passed
 * @param agent who probed
 * @param at when, by that agent's clock
 */
record ProbeResult(
    RepositoryId repository, Namespace namespace, List<String> checks, AgentId agent, Instant at) {
  /** How long a result counts. */
  static final Duration LIFETIME = Duration.ofHours(24);

  /** How far another agent's clock may be ahead. */
  static final Duration MAX_SKEW = Duration.ofMinutes(5);

  private static final String DOMAIN = "bzzz-probe/1";
  private static final String SUBJECT = DOMAIN + " passed\n\n";
  private static final String SIGNATURE = "\n\nBzzz-Sig: ";
  private static final int MAX_MESSAGE = 4096;

  /** Copies the checks. */
  ProbeResult {
    checks = List.copyOf(checks);
  }

  /** Whether it still counts. */
  boolean counts(Instant now) {
    return at.isBefore(now.plus(MAX_SKEW)) && at.plus(LIFETIME).isAfter(now);
  }

  String toMessage(Signer signer) {
    byte[] json = json();
    return SUBJECT
        + new String(json, StandardCharsets.UTF_8)
        + SIGNATURE
        + Base64.getEncoder().encodeToString(signer.sign(signed(json)))
        + "\n";
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if it is no result, or not signed by the agent it names
   */
  static ProbeResult fromMessage(String message, Verifier verifier) {
    int end = message.lastIndexOf(SIGNATURE);
    if (message.length() > MAX_MESSAGE || !message.startsWith(SUBJECT) || end < SUBJECT.length()) {
      throw new IllegalArgumentException("it is no signed result of a probe");
    }
    byte[] json = message.substring(SUBJECT.length(), end).getBytes(StandardCharsets.UTF_8);
    byte[] signature =
        Base64.getDecoder().decode(message.substring(end + SIGNATURE.length()).strip());
    ProbeResult result = of(CanonicalJson.read(json));
    if (!Arrays.equals(json, result.json())) {
      throw new IllegalArgumentException("the result is not in its one right spelling");
    }
    if (!verifier.verify(result.agent(), signed(json), signature)) {
      throw new IllegalArgumentException("the result is not signed by " + result.agent());
    }
    return result;
  }

  private static ProbeResult of(JsonNode json) {
    return new ProbeResult(
        new RepositoryId(json.path("repository").asText()),
        Namespace.parse(json.path("claims").asText())
            .orElseThrow(() -> new IllegalArgumentException("\"claims\" names no namespace")),
        checks(json.path("checks")),
        new AgentId(json.path("agent").asText()),
        Instant.ofEpochMilli(json.path("at").asLong()));
  }

  private static List<String> checks(JsonNode array) {
    List<String> checks = new ArrayList<>();
    array.forEach(check -> checks.add(check.asText()));
    return checks;
  }

  private byte[] json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("v", 1);
    json.put("repository", repository.value());
    json.put("claims", namespace.label());
    ArrayNode passed = json.putArray("checks");
    checks.forEach(passed::add);
    json.put("agent", agent.value());
    json.put("at", at.toEpochMilli());
    return CanonicalJson.write(json);
  }

  private static byte[] signed(byte[] json) {
    byte[] domain = (DOMAIN + "\0").getBytes(StandardCharsets.UTF_8);
    byte[] signed = Arrays.copyOf(domain, domain.length + json.length);
    System.arraycopy(json, 0, signed, domain.length, json.length);
    return signed;
  }
}
