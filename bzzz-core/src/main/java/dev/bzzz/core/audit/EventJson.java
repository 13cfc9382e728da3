package dev.bzzz.core.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.agent.AgentEvent;
import dev.bzzz.core.task.TaskRef;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How an event is written as JSON: its name in kebab-case, such as {@code claim-moving}, and an
 * object with one member for each part of the event besides time and agent. A duration's member
 * ends in {@code Ms}; what is absent is left out; values are text, integers, arrays and objects.
 */
public final class EventJson {
  /** The longest text and array kept whole, in UTF-16 units and elements. */
  public static final int MAX_LENGTH = 4096;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private EventJson() {}

  /**
   * The event as one object with the members {@code at}, {@code agent}, {@code event}, {@code
   * data}.
   */
  public static ObjectNode of(AgentEvent event) {
    ObjectNode json = JSON.objectNode();
    json.put("at", event.at().toString());
    json.put("agent", event.agent().value());
    json.put("event", name(event));
    json.set("data", data(event));
    return json;
  }

  /** The event's name. */
  public static String name(AgentEvent event) {
    return event
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** The event's parts; texts longer than {@value #MAX_LENGTH} are cut with a mark. */
  public static ObjectNode data(AgentEvent event) {
    return data(event, MAX_LENGTH);
  }

  static ObjectNode data(AgentEvent event, int maxLength) {
    ObjectNode data = object((Record) event, maxLength);
    data.remove(List.of("at", "agent"));
    return data;
  }

  private static ObjectNode object(Record record, int maxLength) {
    ObjectNode object = JSON.objectNode();
    for (RecordComponent part : record.getClass().getRecordComponents()) {
      Object value;
      try {
        value = part.getAccessor().invoke(record);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError("events and their parts are public records", e);
      }
      if (value instanceof Optional<?> optional) {
        value = optional.orElse(null);
      }
      if (value instanceof Duration duration) {
        object.put(part.getName() + "Ms", duration.toMillis());
      } else if (value != null) {
        object.set(part.getName(), json(value, maxLength));
      }
    }
    return object;
  }

  private static JsonNode json(Object value, int maxLength) {
    if (value instanceof String text) {
      return TextNode.valueOf(cut(text, maxLength));
    } else if (value instanceof Long || value instanceof Integer) {
      return LongNode.valueOf(((Number) value).longValue());
    } else if (value instanceof Boolean bool) {
      return BooleanNode.valueOf(bool);
    } else if (value instanceof Enum<?> constant) {
      return TextNode.valueOf(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    } else if (value instanceof Instant || value instanceof AgentId || value instanceof TaskRef) {
      return TextNode.valueOf(value.toString());
    } else if (value instanceof List<?> list) {
      ArrayNode array = JSON.arrayNode();
      list.stream().limit(maxLength).forEach(element -> array.add(json(element, maxLength)));
      if (list.size() > maxLength) {
        array.add("… (" + (list.size() - maxLength) + " more)");
      }
      return array;
    } else if (value instanceof Record record) {
      return object(record, maxLength);
    }
    throw new AssertionError("no JSON for a part of type " + value.getClass().getName());
  }

  /** Cuts, and replaces halves of characters, which have no UTF-8. */
  private static String cut(String text, int maxLength) {
    String kept = text.length() <= maxLength ? text : text.substring(0, maxLength);
    StringBuilder whole = new StringBuilder(kept.length());
    kept.codePoints()
        .forEach(
            point ->
                whole.appendCodePoint(
                    point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                        ? 0xfffd
                        : point));
    if (kept.length() < text.length()) {
      whole.append("… (cut, ").append(text.length()).append(" characters)");
    }
    return whole.toString();
  }
}
