package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a policy file says, with the line of each field and key, until all of it is read and can be
 * checked together. Confined to its reader.
 */
final class PolicyDraft {
  static final String AGENTS = "agents";
  static final String REVOKED = "revoked";
  static final String LEDGER = "ledger";
  static final String NAMESPACE = "namespace";
  static final String COMMITTEE = "committee";
  static final String PREVIOUS = "previousCommittee";
  static final String EPOCH = "committeeEpoch";
  static final String GRACE = "graceSeconds";
  static final String SUSPECT_AFTER = "suspectAfterSeconds";
  static final String MAX_HOLD = "maxHoldSeconds";
  static final String MAX_WORK = "maxWorkSeconds";

  private final Map<String, Integer> lines = new TreeMap<>();
  private final Map<String, SortedMap<AgentId, String>> texts = new TreeMap<>();
  private final Map<String, String> choices = new TreeMap<>();
  private final Map<String, List<AgentId>> voters = new TreeMap<>();
  private final Map<String, Long> numbers = new TreeMap<>();

  /** A field, or a key in one, begins in this line. */
  void line(String place, int line) {
    lines.put(place, line);
  }

  void texts(String field, SortedMap<AgentId, String> value) {
    texts.put(field, value);
  }

  void choice(String field, String value) {
    choices.put(field, value);
  }

  void voters(String field, List<AgentId> value) {
    voters.put(field, value);
  }

  void number(String field, long value) {
    numbers.put(field, value);
  }

  /** How the place of an agent's key in a field is called. */
  static String key(String field, AgentId key) {
    return field + "." + key;
  }

  /**
   * The policy.
   *
   * @throws IllegalArgumentException if its fields do not go together; the message names them, with
   *     their lines
   */
  ClaimPolicy policy() {
    String ledger = choices.getOrDefault(LEDGER, ClaimPolicy.GIT_LEDGER);
    String namespace = choices.getOrDefault(NAMESPACE, ClaimPolicy.REFS_NAMESPACE);
    if (ledger.equals(ClaimPolicy.QUORUM_LEDGER)) {
      requireQuorum(namespace);
    }
    requireNoneRevoked(AGENTS, texts(AGENTS).keySet());
    requireNoneRevoked(COMMITTEE, voters.getOrDefault(COMMITTEE, List.of()));
    return new ClaimPolicy(texts(AGENTS), texts(REVOKED), ledger, namespace, committee(), timing());
  }

  private void requireQuorum(String namespace) {
    if (!voters.containsKey(COMMITTEE)) {
      throw wrong(
          "\"ledger\" is \"quorum\" but there is no \"committee\": name 3, 5 or 7 voters in it",
          LEDGER);
    }
    if (namespace.equals(ClaimPolicy.HEADS_NAMESPACE)) {
      throw wrong(
          "\"namespace\" is \"heads\", which goes with the ledger \"git\" and not with \"quorum\":"
              + " take it out",
          NAMESPACE);
    }
  }

  private void requireNoneRevoked(String field, Iterable<AgentId> keys) {
    for (AgentId key : keys) {
      if (texts(REVOKED).containsKey(key)) {
        throw new IllegalArgumentException(
            "the key "
                + key
                + " is in \""
                + field
                + "\""
                + at(key(field, key))
                + " and in \"revoked\""
                + at(key(REVOKED, key))
                + ": a revoked key counts nowhere, so take it out of \""
                + field
                + "\" and name another one there");
      }
    }
  }

  private Optional<Committee> committee() {
    List<AgentId> previous = voters.getOrDefault(PREVIOUS, List.of());
    if (!voters.containsKey(COMMITTEE)) {
      for (String field : List.of(EPOCH, PREVIOUS)) {
        if (lines.containsKey(field)) {
          throw wrong(
              "\"" + field + "\" goes with a \"committee\": name one, or take it out", field);
        }
      }
      return Optional.empty();
    }
    long epoch = numbers.getOrDefault(EPOCH, 1L);
    if (epoch == 1 && !previous.isEmpty()) {
      throw wrong(
          "\"previousCommittee\" goes with a \"committeeEpoch\" from 2 on, which is "
              + (numbers.containsKey(EPOCH) ? "1" : "1 unless given")
              + ": raise it, or take the previous committee out",
          PREVIOUS);
    }
    if (epoch > 1 && previous.isEmpty()) {
      throw wrong(
          "\"committeeEpoch\" is "
              + epoch
              + " but there is no \"previousCommittee\": name the voters of epoch "
              + (epoch - 1),
          EPOCH);
    }
    return Optional.of(new Committee(epoch, voters.get(COMMITTEE), previous));
  }

  private ClaimTiming timing() {
    ClaimTiming byDefault = ClaimTiming.DEFAULT;
    Duration suspectAfter = duration(SUSPECT_AFTER, byDefault.suspectAfter());
    Duration maxHold = duration(MAX_HOLD, byDefault.maxHold());
    if (suspectAfter.compareTo(maxHold) > 0) {
      boolean named = numbers.containsKey(SUSPECT_AFTER);
      throw new IllegalArgumentException(
          described(SUSPECT_AFTER, suspectAfter)
              + ", which is more than "
              + described(MAX_HOLD, maxHold)
              + ": "
              + (named ? "lower the first or raise the second" : "give both, or raise the second"));
    }
    return new ClaimTiming(
        duration(GRACE, byDefault.grace()),
        suspectAfter,
        maxHold,
        duration(MAX_WORK, byDefault.maxWork()));
  }

  private Duration duration(String field, Duration byDefault) {
    return numbers.containsKey(field) ? Duration.ofSeconds(numbers.get(field)) : byDefault;
  }

  private String described(String field, Duration value) {
    return "\""
        + field
        + "\" of "
        + value.toSeconds()
        + (numbers.containsKey(field) ? at(field) : " (the default)");
  }

  private SortedMap<AgentId, String> texts(String field) {
    return texts.getOrDefault(field, new TreeMap<>());
  }

  private IllegalArgumentException wrong(String what, String place) {
    return new IllegalArgumentException(what + at(place));
  }

  private String at(String place) {
    return at(lines.get(place));
  }

  /** How complaints name a line. */
  static String at(int line) {
    return " (line " + line + ")";
  }
}
