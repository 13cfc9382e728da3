package dev.bzzz.core.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Plain records as JSON and back: numbers, text, enums, lists and records in records. A duration is
 * a number of milliseconds under its name and {@code Millis}; a record of a sealed interface says
 * which it is by {@code "type"}; an empty optional is left out. Errors name the field.
 */
final class JsonRecords {
  private static final String TYPE = "type";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private JsonRecords() {}

  static JsonNode write(Object value) {
    if (value instanceof Integer number) {
      return JSON.numberNode(number);
    } else if (value instanceof Long number) {
      return JSON.numberNode(number);
    } else if (value instanceof Boolean truth) {
      return JSON.booleanNode(truth);
    } else if (value instanceof String text) {
      return JSON.textNode(text);
    } else if (value instanceof Duration duration) {
      return JSON.numberNode(duration.toMillis());
    } else if (value instanceof Enum<?> constant) {
      return JSON.textNode(text(constant));
    } else if (value instanceof List<?> list) {
      ArrayNode array = JSON.arrayNode();
      list.forEach(element -> array.add(write(element)));
      return array;
    }
    return writeRecord(value);
  }

  private static ObjectNode writeRecord(Object value) {
    ObjectNode object = JSON.objectNode();
    for (Class<?> above : value.getClass().getInterfaces()) {
      if (above.isSealed()) {
        object.put(TYPE, typeName(value.getClass()));
      }
    }
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      Object part = part(component, value);
      if (part instanceof Optional<?> optional) {
        optional.ifPresent(present -> object.set(fieldName(component), write(present)));
      } else {
        object.set(fieldName(component), write(part));
      }
    }
    return object;
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException if a field is unknown, missing, of the wrong type or out of
   *     range; the message names it
   */
  static <T> T read(Class<T> type, JsonNode node) {
    return type.cast(read(type, node, ""));
  }

  private static Object read(Type type, JsonNode node, String path) {
    if (type instanceof ParameterizedType list) {
      return readList(list.getActualTypeArguments()[0], node, path);
    }
    Class<?> wanted = (Class<?>) type;
    if (wanted == int.class || wanted == Integer.class) {
      require(node.isIntegralNumber() && node.canConvertToInt(), path, "not a whole number");
      return node.intValue();
    } else if (wanted == long.class) {
      require(node.isIntegralNumber() && node.canConvertToLong(), path, "not a whole number");
      return node.longValue();
    } else if (wanted == boolean.class) {
      require(node.isBoolean(), path, "neither true nor false");
      return node.booleanValue();
    } else if (wanted == String.class) {
      require(node.isTextual(), path, "not text");
      return node.textValue();
    } else if (wanted == Duration.class) {
      require(
          node.isIntegralNumber() && node.canConvertToLong(),
          path,
          "not a whole number of milliseconds");
      return Duration.ofMillis(node.longValue());
    } else if (wanted.isEnum()) {
      return readEnum(wanted, node, path);
    }
    require(node.isObject(), path, "not a JSON object");
    return readRecord(wanted.isSealed() ? chosen(wanted, node, path) : wanted, node, path);
  }

  private static List<Object> readList(Type element, JsonNode node, String path) {
    require(node.isArray(), path, "not a JSON array");
    List<Object> list = new ArrayList<>();
    for (JsonNode each : node) {
      list.add(read(element, each, path + "[" + list.size() + "]"));
    }
    return list;
  }

  private static Object readEnum(Class<?> type, JsonNode node, String path) {
    List<Enum<?>> constants =
        Arrays.stream(type.getEnumConstants()).<Enum<?>>map(each -> (Enum<?>) each).toList();
    return constants.stream()
        .filter(each -> text(each).equals(node.textValue()))
        .findFirst()
        .orElseThrow(
            () ->
                error(
                    path,
                    "not one of "
                        + constants.stream()
                            .map(JsonRecords::text)
                            .collect(Collectors.joining(", "))));
  }

  private static Class<?> chosen(Class<?> sealed, JsonNode node, String path) {
    Class<?>[] permitted = sealed.getPermittedSubclasses();
    String name = node.path(TYPE).asText("");
    return Arrays.stream(permitted)
        .filter(each -> typeName(each).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                error(
                    under(path, TYPE),
                    "not one of "
                        + Arrays.stream(permitted)
                            .map(JsonRecords::typeName)
                            .sorted()
                            .collect(Collectors.joining(", "))));
  }

  private static Object readRecord(Class<?> type, JsonNode node, String path) {
    Set<String> unknown = new TreeSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    unknown.remove(TYPE);
    RecordComponent[] components = type.getRecordComponents();
    Object[] parts = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = fieldName(components[i]);
      unknown.remove(name);
      parts[i] = readPart(components[i], node.get(name), under(path, name));
    }
    if (!unknown.isEmpty()) {
      throw error(under(path, unknown.iterator().next()), "unknown field");
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(parts);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException wrong) {
        throw new IllegalArgumentException(within(path, wrong.getMessage()), wrong);
      }
      throw new AssertionError("cannot make a " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("cannot make a " + type, e);
    }
  }

  /** The message of a record's own check, which names one of its fields or none. */
  private static String within(String path, String message) {
    boolean namesField = message.matches("[a-zA-Z0-9.\\[\\]]+: .*");
    return path.isEmpty() ? message : path + (namesField ? "." : ": ") + message;
  }

  private static Object readPart(
      RecordComponent component, @org.jspecify.annotations.Nullable JsonNode node, String path) {
    if (component.getType() == Optional.class) {
      ParameterizedType optional = (ParameterizedType) component.getGenericType();
      return node == null || node.isNull()
          ? Optional.empty()
          : Optional.of(read(optional.getActualTypeArguments()[0], node, path));
    }
    if (node == null) {
      throw error(path, "missing");
    }
    return read(component.getGenericType(), node, path);
  }

  private static Object part(RecordComponent component, Object value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("cannot read " + component, e);
    }
  }

  private static String fieldName(RecordComponent component) {
    boolean time = component.getGenericType().getTypeName().contains(Duration.class.getName());
    return time ? component.getName() + "Millis" : component.getName();
  }

  private static String typeName(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String under(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static void require(boolean holds, String path, String problem) {
    if (!holds) {
      throw error(path, problem);
    }
  }

  private static IllegalArgumentException error(String path, String problem) {
    return new IllegalArgumentException(path + ": " + problem);
  }
}
