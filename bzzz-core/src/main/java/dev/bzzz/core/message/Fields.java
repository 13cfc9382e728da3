package dev.bzzz.core.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads one JSON object of a message; a field too many or too few, or of another kind, is an {@link
 * IllegalArgumentException}.
 */
final class Fields {
  private final ObjectNode object;

  /** The object, which must have these fields and no other. */
  Fields(JsonNode node, List<String> names) {
    Checks.require(node != null && node.isObject(), "it is not an object");
    object = (ObjectNode) node;
    Set<String> present = new TreeSet<>();
    object.fieldNames().forEachRemaining(present::add);
    Checks.require(present.equals(new TreeSet<>(names)), "its fields are not " + names);
  }

  JsonNode get(String name) {
    return object.get(name);
  }

  JsonNode array(String name) {
    Checks.require(object.get(name).isArray(), name + " is not an array");
    return object.get(name);
  }

  String text(String name) {
    Checks.require(object.get(name).isTextual(), name + " is not text");
    return object.get(name).textValue();
  }

  long number(String name) {
    JsonNode value = object.get(name);
    Checks.require(
        value.isIntegralNumber() && value.canConvertToLong(), name + " is not an integer");
    return value.longValue();
  }

  int small(String name) {
    long value = number(name);
    Checks.range(value, 0, Integer.MAX_VALUE, name);
    return (int) value;
  }

  boolean flag(String name) {
    Checks.require(object.get(name).isBoolean(), name + " is not a boolean");
    return object.get(name).booleanValue();
  }

  Duration millis(String name) {
    return Duration.ofMillis(number(name));
  }

  TaskId task() {
    return TaskId.parse(text("task"));
  }

  AgentId agent(String name) {
    return new AgentId(text(name));
  }

  /** Checks a field that says again what another one says. */
  void same(boolean same, String name) {
    Checks.require(same, name + " contradicts the rest");
  }
}
