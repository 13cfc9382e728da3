package dev.bzzz.llm.work;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.llm.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a tool call that a model wrote as text: one JSON object, alone, fenced or tagged. */
final class TextCalls {
  private static final int MAX_TEXT = 256 * 1024;
  private static final Pattern FENCED =
      Pattern.compile("```[a-z]{0,10}\\s+(\\{.*})\\s*```", Pattern.DOTALL);
  private static final Pattern TAGGED =
      Pattern.compile("<tool_call>\\s*(\\{.*})\\s*</tool_call>", Pattern.DOTALL);

  private TextCalls() {}

  static Optional<ToolCall> in(String text, String id) {
    String trimmed = text.strip();
    if (trimmed.length() > MAX_TEXT) {
      return Optional.empty();
    }
    for (Pattern wrapping : new Pattern[] {FENCED, TAGGED}) {
      Matcher matcher = wrapping.matcher(trimmed);
      if (matcher.matches()) {
        trimmed = matcher.group(1);
      }
    }
    if (!trimmed.startsWith("{")) {
      return Optional.empty();
    }
    try {
      JsonNode json = CanonicalJson.read(trimmed.getBytes(StandardCharsets.UTF_8));
      JsonNode arguments = json.has("arguments") ? json.get("arguments") : json.path("parameters");
      return json.path("name").isTextual() && arguments.isObject()
          ? Optional.of(new ToolCall(id, json.get("name").textValue(), arguments))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // ordinary text that happens to start with a brace
    }
  }
}
