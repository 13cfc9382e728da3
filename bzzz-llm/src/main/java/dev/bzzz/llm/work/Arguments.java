package dev.bzzz.llm.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A tool call's arguments, checked against the tool's schema. */
final class Arguments {
  private static final int MAX_WORDS = 200;
  private static final int SHOWN = 60;

  private final JsonNode values;

  private Arguments(JsonNode values) {
    this.values = values;
  }

  /**
   * Checks arguments.
   *
   * @throws ToolFailure if one is missing, unknown or of the wrong type
   */
  static Arguments check(JsonNode given, ObjectNode schema) throws ToolFailure {
    if (!given.isObject()) {
      throw new ToolFailure("the arguments are not a JSON object");
    }
    JsonNode properties = schema.path("properties");
    for (JsonNode required : schema.path("required")) {
      if (absent(given.get(required.textValue()))) {
        throw new ToolFailure("the argument '" + required.textValue() + "' is missing");
      }
    }
    for (var field : given.properties()) {
      JsonNode property = properties.get(field.getKey());
      if (property == null) {
        throw new ToolFailure("unknown argument '" + PlainText.line(field.getKey(), SHOWN) + "'");
      }
      String type = property.path("type").textValue();
      if (!absent(field.getValue()) && !fits(field.getValue(), type)) {
        throw new ToolFailure("the argument '" + field.getKey() + "' is not " + described(type));
      }
    }
    return new Arguments(given);
  }

  String text(String name) {
    return values.path(name).asText();
  }

  Optional<String> optionalText(String name) {
    return absent(values.get(name)) ? Optional.empty() : Optional.of(text(name));
  }

  OptionalInt optionalNumber(String name) {
    return absent(values.get(name))
        ? OptionalInt.empty()
        : OptionalInt.of(values.get(name).intValue());
  }

  List<String> words(String name) {
    List<String> words = new ArrayList<>();
    values.path(name).forEach(word -> words.add(word.textValue()));
    return words;
  }

  private static boolean absent(@org.jspecify.annotations.Nullable JsonNode value) {
    return value == null || value.isNull();
  }

  private static boolean fits(JsonNode value, String type) {
    return switch (type) {
      case "string" -> value.isTextual();
      case "integer" -> value.isNumber() && value.doubleValue() == value.intValue();
      case "array" -> value.isArray() && value.size() <= MAX_WORDS && allTexts(value);
      default -> throw new AssertionError("a tool's schema has the type " + type);
    };
  }

  private static boolean allTexts(JsonNode array) {
    for (JsonNode element : array) {
      if (!element.isTextual()) {
        return false;
      }
    }
    return true;
  }

  private static String described(String type) {
    return switch (type) {
      case "string" -> "a string";
      case "integer" -> "a whole number";
      default -> "a list of at most " + MAX_WORDS + " strings";
    };
  }
}
