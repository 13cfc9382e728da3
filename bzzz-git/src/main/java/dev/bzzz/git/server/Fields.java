package dev.bzzz.git.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a request's body, each checked where it is asked for.
 *
 * @param resource what the body describes, for errors
 * @param json the body
 */
record Fields(String resource, JsonNode json) {
  private static final int MAX_LIST = 1000;

  /** A text that must be there. */
  String text(String name) {
    return optional(name).orElseThrow(() -> ApiError.invalid(resource, name, "missing_field"));
  }

  /** A text; empty when it is missing or null. */
  Optional<String> optional(String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw ApiError.invalid(resource, name, "invalid");
    }
    return Optional.of(value.textValue());
  }

  /** True or false. */
  Optional<Boolean> flag(String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw ApiError.invalid(resource, name, "invalid");
    }
    return Optional.of(value.booleanValue());
  }

  /** Texts, or objects that have a name; empty when the list is missing. */
  Optional<List<String>> names(String name) {
    JsonNode value = json.path(name);
    return value.isMissingNode() || value.isNull()
        ? Optional.empty()
        : Optional.of(list(name, value));
  }

  /** The body itself as a list of texts, or the list of that name in it. */
  List<String> allNames(String name) {
    return json.isArray() ? list(name, json) : names(name).orElse(List.of());
  }

  private List<String> list(String name, JsonNode value) {
    if (!value.isArray() || value.size() > MAX_LIST) {
      throw ApiError.invalid(resource, name, "invalid");
    }
    List<String> names = new ArrayList<>();
    for (JsonNode each : value) {
      JsonNode text = each.isObject() ? each.path("name") : each;
      if (!text.isTextual()) {
        throw ApiError.invalid(resource, name, "invalid");
      }
      names.add(text.textValue());
    }
    return names;
  }
}
