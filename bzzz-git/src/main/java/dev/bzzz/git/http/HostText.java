package dev.bzzz.git.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.PublicText;
import dev.bzzz.core.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what hosts write, which is untrusted: JSON within limits, and texts for errors. */
final class HostText {
  /** Longest text of a host in an error, in characters. */
  static final int MAX_PROBLEM = 300;

  private static final int MAX_DEPTH = 100;
  private static final int MAX_STRING = 4 * 1024 * 1024;
  private static final int MAX_NUMBER = 100;
  private static final int MAX_ERRORS = 5;
  private static final int MAX_LOOK = 4096;
  private static final Pattern TITLE =
      Pattern.compile("(?is)<title[^>]{0,100}>([^<]{0,200})</title>");

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING)
                          .maxNumberLength(MAX_NUMBER)
                          .maxNameLength(MAX_LOOK)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private HostText() {}

  /**
   * The JSON of a body; a missing node for an empty one.
   *
   * @throws IOException if it is none; the message says what it is instead
   */
  static JsonNode json(byte[] body) throws IOException {
    if (body.length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      throw new IOException(
          isHtml(body)
              ? html(body) + " instead of JSON"
              : "no whole JSON (" + body.length + " bytes): " + shown(CanonicalJson.reason(e)),
          e);
    }
  }

  /** What an error's body says, in one line. */
  static String problem(RawAnswer answer) {
    if (answer.body().length == 0) {
      return "";
    }
    if (isHtml(answer.body())) {
      return html(answer.body());
    }
    try {
      JsonNode json = JSON.readTree(answer.body());
      Set<String> said = new LinkedHashSet<>();
      collect(json, said);
      return shown(String.join(", ", said));
    } catch (IOException e) {
      return shown(start(answer.body())); // plain text, as some hosts answer
    }
  }

  /** One line of a host's text. */
  static String shown(String text) {
    return PublicText.ofFailure(PlainText.line(text, MAX_PROBLEM));
  }

  /** {@code message}, {@code error} and {@code errors}, in all the shapes that hosts give them. */
  private static void collect(JsonNode json, Set<String> said) {
    if (said.size() >= MAX_ERRORS) {
      return;
    }
    if (json.isTextual()) {
      said.add(json.textValue());
    } else if (json.isArray()) {
      json.forEach(each -> collect(each, said));
    } else if (json.has("message") || json.has("error") || json.has("errors")) {
      collect(json.path("message"), said);
      collect(json.path("error"), said);
      collect(json.path("errors"), said);
    } else if (json.has("code")) {
      said.add((json.path("field").asText() + " " + json.path("code").asText()).strip());
    } else if (json.isObject() && !json.isEmpty()) {
      said.add(json.toString());
    }
  }

  private static boolean isHtml(byte[] body) {
    String start = start(body).stripLeading().toLowerCase(Locale.ROOT);
    return start.startsWith("<!doctype") || start.startsWith("<html") || start.startsWith("<head");
  }

  private static String html(byte[] body) {
    Matcher title = TITLE.matcher(start(body));
    return title.find() ? "an HTML page, '" + shown(title.group(1)) + "'" : "an HTML page";
  }

  private static String start(byte[] body) {
    return new String(body, 0, Math.min(body.length, MAX_LOOK), StandardCharsets.UTF_8);
  }

  /**
   * A token as it may be sent.
   *
   * @throws PermanentException if it is none; the message shows its fingerprint
   */
  static String sendable(String token) {
    if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new PermanentException(
          "cannot log in with the secret "
              + Secret.fingerprint(token)
              + ": a token is visible ASCII without spaces; check what its reference names");
    }
    return token;
  }
}
