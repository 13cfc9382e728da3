package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.LowerHex;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a single field of a claim record may look like. */
final class RecordForm {
  /** The largest number that every JSON reader keeps exactly. */
  static final long MAX_NUMBER = (1L << 53) - 1;

  private static final Pattern CAUSE =
      Pattern.compile("(pr-closed:[1-9][0-9]{0,15})|((reopened|human):[0-9A-Za-z._-]{1,100})");

  private RecordForm() {}

  static void require(boolean holds, String rule) {
    if (!holds) {
      throw broken(rule);
    }
  }

  private static IllegalArgumentException broken(String rule) {
    return new IllegalArgumentException("not a claim record: " + rule);
  }

  static void number(String field, long value, long least, long most) {
    if (value < least || value > most) {
      throw broken(field + " is from " + least + " to " + most + ", not " + value);
    }
  }

  static void commit(String field, String value) {
    if (!LowerHex.is(value, 40) && !LowerHex.is(value, 64)) {
      throw broken(field + " is not a commit of 40 or 64 hexadecimal digits");
    }
  }

  static void recordId(String field, Optional<String> value) {
    if (value.isPresent() && !LowerHex.is(value.get(), 64)) {
      throw broken(field + " is not 64 hexadecimal digits");
    }
  }

  static void nonce(String value) {
    require(LowerHex.is(value, 32), "nonce is not 32 hexadecimal digits");
  }

  static void cause(Optional<String> value) {
    require(
        value.isEmpty() || CAUSE.matcher(value.get()).matches(),
        "cause is not pr-closed:, reopened: or human: and a name");
  }

  /** One line of text that anybody may print. */
  static void line(String field, String value, int maxCharacters) {
    if (value.isBlank()) {
      throw broken(field + " is blank");
    }
    if (value.length() > maxCharacters) {
      throw broken(field + " is longer than " + maxCharacters + " characters");
    }
    if (!printable(value)) {
      throw broken(field + " holds a control character or half a character");
    }
  }

  /** The nearest text that {@link #line} accepts. */
  static String toLine(String text, int maxCharacters) {
    String clean =
        text.codePoints()
            .map(c -> printable(c) ? c : ' ')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
            .strip();
    if (clean.length() <= maxCharacters) {
      return clean.isEmpty() ? "no reason given" : clean;
    }
    int end = maxCharacters - 1;
    return clean.substring(0, Character.isHighSurrogate(clean.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }

  /** A copy whose numbers have the types that reading gives them, so that equality is by value. */
  static JsonNode evidence(JsonNode value) {
    require(value.isObject(), "evidence is not a JSON object");
    byte[] canonical = CanonicalJson.write(JsonNodeFactory.instance.arrayNode().add(value));
    require(
        canonical.length - 2 <= ClaimRecord.MAX_EVIDENCE_BYTES,
        "evidence is longer than " + ClaimRecord.MAX_EVIDENCE_BYTES + " bytes");
    return CanonicalJson.read(canonical).get(0); // one level down, as deep as in the record
  }

  private static boolean printable(String value) {
    for (int at = 0; at < value.length(); ) {
      int codePoint = value.codePointAt(at);
      if (!printable(codePoint)) {
        return false;
      }
      at += Character.charCount(codePoint);
    }
    return true;
  }

  private static boolean printable(int codePoint) {
    return !Character.isISOControl(codePoint)
        && Character.getType(codePoint) != Character.SURROGATE;
  }
}
