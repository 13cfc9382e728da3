package dev.bzzz.core.claim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.PlainText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the policy file token by token, so that each complaint can name its line. */
final class PolicyReader {
  private static final int MAX_DEPTH = 3;
  private static final int MAX_QUOTE = 40;
  private static final int MAX_VOTERS = 7;
  private static final String COMMITTEE = "committee";
  private static final String PREVIOUS = "previousCommittee";
  private static final String EPOCH = "committeeEpoch";
  private static final Set<String> FIELDS =
      new TreeSet<>(
          Set.of(
              "v",
              "agents",
              "revoked",
              "ledger",
              "namespace",
              COMMITTEE,
              EPOCH,
              PREVIOUS,
              "graceSeconds",
              "suspectAfterSeconds",
              "maxHoldSeconds",
              "maxWorkSeconds"));
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final JsonParser parser;
  private final Map<String, Duration> durations = new TreeMap<>();
  private final Map<String, List<AgentId>> voters = new TreeMap<>();
  private final Map<String, Integer> lines = new TreeMap<>();
  private boolean versioned;
  private boolean populated;
  private SortedMap<AgentId, String> agents = new TreeMap<>();
  private SortedMap<AgentId, String> revoked = new TreeMap<>();
  private String ledger = ClaimPolicy.GIT_LEDGER;
  private String namespace = ClaimPolicy.REFS_NAMESPACE;
  private long epoch = 1;

  private PolicyReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads a policy.
   *
   * @throws IllegalArgumentException if it is none; the message is one line and names the place
   */
  static ClaimPolicy read(byte[] json) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      return new PolicyReader(parser).read();
    } catch (JsonProcessingException e) {
      var where = e.getLocation();
      throw new IllegalArgumentException(
          "not JSON: "
              + CanonicalJson.reason(e)
              + (where == null ? "" : " (line " + where.getLineNr() + ")"),
          e);
    } catch (IOException e) {
      throw new AssertionError("reading from memory", e);
    }
  }

  private ClaimPolicy read() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw wrong("not a JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      lines.put(field, line());
      if (!FIELDS.contains(field)) {
        throw wrong("unknown field \"" + PlainText.line(field, MAX_QUOTE) + "\"");
      }
      parser.nextToken();
      value(field);
    }
    if (parser.nextToken() != null) {
      throw wrong("something follows the policy");
    }
    if (!versioned) {
      throw new IllegalArgumentException("\"v\" is not 1: it is missing");
    }
    if (!populated) {
      throw new IllegalArgumentException(
          "\"agents\" is not an object of peer ids and names: it is missing");
    }
    return new ClaimPolicy(agents, revoked, ledger, namespace, committee(), timing());
  }

  private void value(String field) throws IOException {
    switch (field) {
      case "v" -> {
        require(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, "\"v\" is not 1");
        require(parser.getText().equals("1"), "\"v\" is not 1");
        versioned = true;
      }
      case "agents" -> {
        agents = texts(field, "the name of agent ");
        populated = true;
      }
      case "revoked" -> revoked = texts(field, "the reason for revoking ");
      case "ledger" -> ledger = choice(field, ClaimPolicy.LEDGERS);
      case "namespace" -> namespace = choice(field, ClaimPolicy.NAMESPACES);
      case COMMITTEE, PREVIOUS -> voters.put(field, voters(field));
      case EPOCH -> {
        require(
            parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER,
            "\"" + field + "\" is not a whole number");
        epoch = parser.getLongValue();
      }
      default -> durations.put(field, seconds(field));
    }
  }

  private String choice(String field, Set<String> choices) throws IOException {
    require(
        parser.currentToken() == JsonToken.VALUE_STRING && choices.contains(parser.getText()),
        "\"" + field + "\" is not \"" + String.join("\" or \"", choices) + "\"");
    return parser.getText();
  }

  private SortedMap<AgentId, String> texts(String field, String what) throws IOException {
    require(
        parser.currentToken() == JsonToken.START_OBJECT,
        "\"" + field + "\" is not an object of peer ids and texts");
    SortedMap<AgentId, String> texts = new TreeMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      AgentId key = key(parser.currentName());
      parser.nextToken();
      String text = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
      require(
          !text.isBlank()
              && text.length() <= ClaimPolicy.MAX_TEXT
              && text.chars().noneMatch(Character::isISOControl),
          what + key + " is not a line of at most " + ClaimPolicy.MAX_TEXT + " characters");
      texts.put(key, text);
      require(
          texts.size() <= ClaimPolicy.MAX_AGENTS,
          "\"" + field + "\" has more than " + ClaimPolicy.MAX_AGENTS + " entries");
    }
    return texts;
  }

  private List<AgentId> voters(String field) throws IOException {
    require(
        parser.currentToken() == JsonToken.START_ARRAY,
        "\"" + field + "\" is not a list of peer ids");
    List<AgentId> keys = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(
          parser.currentToken() == JsonToken.VALUE_STRING,
          "\"" + field + "\" is not a list of peer ids");
      AgentId key = key(parser.getText());
      require(!keys.contains(key), "\"" + field + "\" names " + key + " twice");
      keys.add(key);
      require(keys.size() <= MAX_VOTERS, "\"" + field + "\" has more than 7 peers");
    }
    return keys;
  }

  private Duration seconds(String field) throws IOException {
    require(
        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() == JsonParser.NumberType.INT,
        "\"" + field + "\" is not a whole number of seconds");
    return Duration.ofSeconds(parser.getIntValue());
  }

  private AgentId key(String text) {
    try {
      return new AgentId(text);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Optional<Committee> committee() {
    if (!voters.containsKey(COMMITTEE)) {
      for (String field : List.of(EPOCH, PREVIOUS)) {
        if (lines.containsKey(field)) {
          throw new IllegalArgumentException(
              "\"" + field + "\" goes with a \"committee\"" + at(lines.get(field)));
        }
      }
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Committee(epoch, voters.get(COMMITTEE), voters.getOrDefault(PREVIOUS, List.of())));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + at(lines.get(COMMITTEE)), e);
    }
  }

  private ClaimTiming timing() {
    ClaimTiming byDefault = ClaimTiming.DEFAULT;
    return new ClaimTiming(
        durations.getOrDefault("graceSeconds", byDefault.grace()),
        durations.getOrDefault("suspectAfterSeconds", byDefault.suspectAfter()),
        durations.getOrDefault("maxHoldSeconds", byDefault.maxHold()),
        durations.getOrDefault("maxWorkSeconds", byDefault.maxWork()));
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw wrong(rule);
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + at(line()));
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private static String at(int line) {
    return " (line " + line + ")";
  }
}
