package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.PermanentException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may claim in a repository, on which ledger and with how much patience; it lives in {@value
 * #FILE} on the default branch, so a change to it is a reviewed commit.
 *
 * @param agents who may claim, with the names people call them
 * @param ledger kind of the repository's one ledger: {@code git}
 * @param timing the patience all agents share
 */
public record ClaimPolicy(SortedMap<AgentId, String> agents, String ledger, ClaimTiming timing) {
  /** Where the policy lives in the repository. */
  public static final String FILE = ".bzzz/policy.json";

  /** Longest policy file. */
  public static final int MAX_BYTES = 1 << 20;

  /** The ledger in the repository's own refs. */
  public static final String GIT_LEDGER = "git";

  private static final int MAX_NAME = 100;
  private static final Set<String> FIELDS =
      Set.of(
          "v",
          "agents",
          "ledger",
          "graceSeconds",
          "suspectAfterSeconds",
          "maxHoldSeconds",
          "maxWorkSeconds");

  /** Copies the agents. */
  public ClaimPolicy {
    agents = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(agents));
  }

  /** A policy on the git ledger. */
  public static ClaimPolicy of(Map<AgentId, String> agents, ClaimTiming timing) {
    return new ClaimPolicy(new TreeMap<>(agents), GIT_LEDGER, timing);
  }

  /** Whether this agent may claim. */
  public boolean authorises(AgentId agent) {
    return agents.containsKey(agent);
  }

  /**
   * Reads the policy file.
   *
   * @param where names the repository and commit in errors
   * @throws PermanentException if it is malformed; the message names the field
   */
  public static ClaimPolicy parse(byte[] json, String where) {
    try {
      if (json.length > MAX_BYTES) {
        throw new IllegalArgumentException("it is longer than " + MAX_BYTES + " bytes");
      }
      return parse(CanonicalJson.read(json));
    } catch (IllegalArgumentException e) {
      throw new PermanentException(
          "cannot use the claim policy "
              + FILE
              + " of "
              + where
              + ": "
              + e.getMessage()
              + "; correct it on the default branch, or write a new one with 'bzzz init'",
          e);
    }
  }

  /** The policy as a file that {@link #parse} reads, for people to read too. */
  public byte[] toJson() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("v", 1);
    ObjectNode names = root.putObject("agents");
    agents.forEach((agent, name) -> names.put(agent.value(), name));
    root.put("ledger", ledger);
    root.put("graceSeconds", timing.grace().toSeconds());
    root.put("suspectAfterSeconds", timing.suspectAfter().toSeconds());
    root.put("maxHoldSeconds", timing.maxHold().toSeconds());
    root.put("maxWorkSeconds", timing.maxWork().toSeconds());
    return (root.toPrettyString() + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static ClaimPolicy parse(JsonNode root) {
    if (!root.isObject()) {
      throw new IllegalArgumentException("not a JSON object");
    }
    Set<String> unknown = new TreeSet<>();
    root.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown field " + unknown);
    }
    if (!root.path("v").isIntegralNumber() || root.path("v").longValue() != 1) {
      throw new IllegalArgumentException("\"v\" is not 1");
    }
    JsonNode names = root.path("agents");
    if (!names.isObject()) {
      throw new IllegalArgumentException("\"agents\" is not an object of peer ids and names");
    }
    SortedMap<AgentId, String> agents = new TreeMap<>();
    for (var entry : names.properties()) {
      agents.put(new AgentId(entry.getKey()), name(entry.getKey(), entry.getValue()));
    }
    if (root.has("ledger") && !GIT_LEDGER.equals(root.get("ledger").textValue())) {
      throw new IllegalArgumentException("\"ledger\" is not \"" + GIT_LEDGER + "\"");
    }
    ClaimTiming byDefault = ClaimTiming.DEFAULT;
    return new ClaimPolicy(
        agents,
        GIT_LEDGER,
        new ClaimTiming(
            seconds(root, "graceSeconds", byDefault.grace()),
            seconds(root, "suspectAfterSeconds", byDefault.suspectAfter()),
            seconds(root, "maxHoldSeconds", byDefault.maxHold()),
            seconds(root, "maxWorkSeconds", byDefault.maxWork())));
  }

  private static String name(String agent, JsonNode value) {
    String name = value.isTextual() ? value.textValue() : "";
    if (name.isBlank()
        || name.length() > MAX_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "the name of agent " + agent + " is not a line of at most " + MAX_NAME + " characters");
    }
    return name;
  }

  private static Duration seconds(JsonNode root, String field, Duration byDefault) {
    JsonNode value = root.path(field);
    if (value.isMissingNode()) {
      return byDefault;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new IllegalArgumentException("\"" + field + "\" is not a whole number of seconds");
    }
    return Duration.ofSeconds(value.intValue());
  }
}
