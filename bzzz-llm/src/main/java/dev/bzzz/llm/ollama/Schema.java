package dev.bzzz.llm.ollama;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ollama4j.tools.Tools;

/**
 * A tool's parameters as the JSON schema they are. Ollama4j's own type knows flat properties only
 * and leaves out {@code "type":"object"}.
 */
final class Schema extends Tools.Parameters {
  private final ObjectNode schema;

  Schema(ObjectNode schema) {
    this.schema = schema.deepCopy();
  }

  /** What is sent. */
  @JsonValue
  ObjectNode schema() {
    return schema;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
