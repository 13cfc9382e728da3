package dev.bzzz.llm.work;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.llm.ToolSpec;

/** Builds a tool's specification: a JSON schema of strings, whole numbers and lists of strings. */
final class Parameters {
  private final ObjectNode schema = JsonNodeFactory.instance.objectNode();
  private final ObjectNode properties;

  Parameters() {
    schema.put("type", "object");
    properties = schema.putObject("properties");
    schema.putArray("required");
    schema.put("additionalProperties", false);
  }

  Parameters text(String name, String description) {
    property(name, "string", description);
    schema.withArray("required").add(name);
    return this;
  }

  Parameters optionalText(String name, String description) {
    property(name, "string", description);
    return this;
  }

  Parameters optionalNumber(String name, String description) {
    property(name, "integer", description);
    return this;
  }

  Parameters words(String name, String description) {
    property(name, "array", description).putObject("items").put("type", "string");
    schema.withArray("required").add(name);
    return this;
  }

  ToolSpec of(String tool, String description) {
    return new ToolSpec(tool, description, schema);
  }

  private ObjectNode property(String name, String type, String description) {
    return properties.putObject(name).put("type", type).put("description", description);
  }
}
