package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.CanonicalJson;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a single field of a claim record may look like. */
final class RecordForm {
  /** The largest number that every JSON reader keeps exactly. */
  static final long MAX_NUMBER = (1L << 53) - 1;

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern RECORD_ID = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern NONCE = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern CAUSE =
      Pattern.compile("(pr-closed:[1-9][0-9]{0,15})|((reopened|human):[0-9A-Za-z._-]{1,100})");

  private RecordForm() {}

  static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("not a claim record: " + rule);
    }
  }

  static void number(String field, long value, long least, long most) {
    require(
        value >= least && value <= most,
        field + " is from " + least + " to " + most + ", not " + value);
  }

  static void commit(String field, String value) {
    matches(COMMIT, value, field + " is not a commit of 40 or 64 hexadecimal digits");
  }

  static void recordId(String field, Optional<String> value) {
    value.ifPresent(id -> matches(RECORD_ID, id, field + " is not 64 hexadecimal digits"));
  }

  static void nonce(String value) {
    matches(NONCE, value, "nonce is not 32 hexadecimal digits");
  }

  static void cause(Optional<String> value) {
    value.ifPresent(
        cause -> matches(CAUSE, cause, "cause is not pr-closed:, reopened: or human: and a name"));
  }

  /** One line of text that anybody may print. */
  static void line(String field, String value, int maxCharacters) {
    require(!value.isBlank(), field + " is blank");
    require(
        value.length() <= maxCharacters,
        field + " is longer than " + maxCharacters + " characters");
    require(
        value.codePoints().allMatch(RecordForm::printable),
        field + " holds a control character or half a character");
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

  private static boolean printable(int codePoint) {
    return !Character.isISOControl(codePoint)
        && Character.getType(codePoint) != Character.SURROGATE;
  }

  private static void matches(Pattern form, String value, String rule) {
    require(form.matcher(value).matches(), rule);
  }
}
