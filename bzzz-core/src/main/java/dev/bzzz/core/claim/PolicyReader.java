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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the policy file token by token, so that each complaint can name its line. */
final class PolicyReader {
  private static final int MAX_DEPTH = 3;
  private static final int MAX_QUOTE = 40;
  private static final int MAX_VOTERS = 7;
  private static final Set<String> FIELDS =
      new TreeSet<>(
          Set.of(
              "v",
              PolicyDraft.AGENTS,
              PolicyDraft.REVOKED,
              PolicyDraft.LEDGER,
              PolicyDraft.NAMESPACE,
              PolicyDraft.COMMITTEE,
              PolicyDraft.EPOCH,
              PolicyDraft.PREVIOUS,
              PolicyDraft.GRACE,
              PolicyDraft.SUSPECT_AFTER,
              PolicyDraft.MAX_HOLD,
              PolicyDraft.MAX_WORK));
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final JsonParser parser;
  private final PolicyDraft draft = new PolicyDraft();
  private boolean versioned;
  private boolean populated;

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
              + (where == null ? "" : PolicyDraft.at(where.getLineNr())),
          e);
    } catch (IOException e) { // bytes that look like another encoding, and are not that either
      throw new IllegalArgumentException("not JSON: the text is not UTF-8", e);
    }
  }

  private ClaimPolicy read() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw wrong("not a JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      draft.line(field, line());
      if (!FIELDS.contains(field)) {
        throw wrong("unknown field \"" + PlainText.line(field, MAX_QUOTE) + "\"; known: " + FIELDS);
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
    return draft.policy();
  }

  private void value(String field) throws IOException {
    switch (field) {
      case "v" -> {
        require(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, "\"v\" is not 1");
        require(parser.getText().equals("1"), "\"v\" is not 1");
        versioned = true;
      }
      case PolicyDraft.AGENTS -> {
        draft.texts(field, texts(field, "the name of agent "));
        populated = true;
      }
      case PolicyDraft.REVOKED -> draft.texts(field, texts(field, "the reason for revoking "));
      case PolicyDraft.LEDGER -> draft.choice(field, choice(field, ClaimPolicy.LEDGERS));
      case PolicyDraft.NAMESPACE -> draft.choice(field, choice(field, ClaimPolicy.NAMESPACES));
      case PolicyDraft.COMMITTEE, PolicyDraft.PREVIOUS -> draft.voters(field, voters(field));
      case PolicyDraft.EPOCH ->
          draft.number(
              field, number(field, ClaimRecord.MAX_NUMBER, "a whole number from 1 to 2^53-1"));
      default ->
          draft.number(
              field,
              number(
                  field,
                  ClaimTiming.LONGEST.toSeconds(),
                  "a whole number of seconds from 1 to "
                      + ClaimTiming.LONGEST.toSeconds()
                      + " ("
                      + ClaimTiming.LONGEST.toDays()
                      + " days)"));
    }
  }

  private String choice(String field, Set<String> choices) throws IOException {
    require(
        parser.currentToken() == JsonToken.VALUE_STRING && choices.contains(parser.getText()),
        "\"" + field + "\" is " + found() + ", not \"" + String.join("\" or \"", choices) + "\"");
    return parser.getText();
  }

  private long number(String field, long most, String rule) throws IOException {
    boolean whole =
        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    if (!whole || parser.getLongValue() < 1 || parser.getLongValue() > most) {
      throw wrong("\"" + field + "\" is " + found() + ", not " + rule);
    }
    return parser.getLongValue();
  }

  /** The value at hand as people wrote it, or what kind it is. */
  private String found() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "\"" + PlainText.line(parser.getText(), MAX_QUOTE) + "\"";
      default -> PlainText.line(parser.getText(), MAX_QUOTE);
    };
  }

  private SortedMap<AgentId, String> texts(String field, String what) throws IOException {
    require(
        parser.currentToken() == JsonToken.START_OBJECT,
        "\"" + field + "\" is not an object of peer ids and texts");
    SortedMap<AgentId, String> texts = new TreeMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      AgentId key = key(parser.currentName());
      draft.line(PolicyDraft.key(field, key), line());
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
      draft.line(PolicyDraft.key(field, key), line());
      require(!keys.contains(key), "\"" + field + "\" names " + key + " twice");
      keys.add(key);
      require(keys.size() <= MAX_VOTERS, "\"" + field + "\" has 3, 5 or 7 peers, not more");
    }
    require(
        Committee.SIZES.contains(keys.size()),
        "\"" + field + "\" has 3, 5 or 7 peers, not " + keys.size());
    return keys;
  }

  private AgentId key(String text) {
    try {
      return new AgentId(text);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw wrong(rule);
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + PolicyDraft.at(line()));
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
