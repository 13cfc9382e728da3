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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Plain records as JSON and back: numbers, text, enums, lists, sorted sets, sorted maps and records
 * in records. A duration is a number of milliseconds under its name and {@code Millis}; a record of
 * a sealed interface says which it is by {@code "type"}; an empty optional is left out. Types may
 * have forms of their own. Errors name the field. Immutable.
 */
final class JsonRecords {
  /** Without forms of one's own. */
  static final JsonRecords PLAIN = new JsonRecords(Map.of());

  private static final String TYPE = "type";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Map<Class<?>, Form> forms;

  /** How the values of one type are written and read. */
  interface Form {
    /** The JSON of a value; a text if the type is that of a map's keys. */
    JsonNode write(Object value);

    /**
     * The value.
     *
     * @throws IllegalArgumentException if it is none; the message does not name the field
     */
    Object read(JsonNode node);
  }

  /** Writes and reads these types, too; each is written by its form if it is a value's class. */
  JsonRecords(Map<Class<?>, Form> forms) {
    this.forms = Map.copyOf(forms);
  }

  JsonNode write(Object value) {
    Form form = forms.get(value.getClass());
    if (form != null) {
      return form.write(value);
    } else if (value instanceof JsonNode node) {
      return node;
    } else if (value instanceof Integer number) {
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
      return JSON.textNode(JsonNames.text(constant));
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode object = JSON.objectNode();
      map.forEach((key, each) -> object.set(write(key).textValue(), write(each)));
      return object;
    } else if (value instanceof Collection<?> elements) {
      ArrayNode array = JSON.arrayNode();
      elements.forEach(element -> array.add(write(element)));
      return array;
    }
    return writeRecord(value);
  }

  /** Writes a record, whether or not its type has a form. */
  ObjectNode writeRecord(Object value) {
    ObjectNode object = JSON.objectNode();
    for (Class<?> above : value.getClass().getInterfaces()) {
      if (above.isSealed()) {
        object.put(TYPE, JsonNames.typeName(value.getClass()));
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
  <T> T read(Class<T> type, JsonNode node) {
    return type.cast(read(type, node, ""));
  }

  /** Reads a record, whether or not its type has a form. */
  <T> T readRecord(Class<T> type, JsonNode node) {
    return type.cast(readObject(type, node, ""));
  }

  private Object read(Type type, JsonNode node, String path) {
    if (type instanceof ParameterizedType group) {
      return readGroup(group, node, path);
    }
    Class<?> wanted = (Class<?>) type;
    Form form = forms.get(wanted);
    if (form != null) {
      return readForm(form, node, path);
    } else if (wanted == JsonNode.class) {
      return node;
    } else if (wanted == int.class || wanted == Integer.class) {
      JsonNames.requireWhole(node, node.canConvertToInt(), path);
      return node.intValue();
    } else if (wanted == long.class) {
      JsonNames.requireWhole(node, node.canConvertToLong(), path);
      return node.longValue();
    } else if (wanted == boolean.class) {
      JsonNames.require(node.isBoolean(), path, "neither true nor false");
      return node.booleanValue();
    } else if (wanted == String.class) {
      JsonNames.require(node.isTextual(), path, "not text");
      return node.textValue();
    } else if (wanted == Duration.class) {
      JsonNames.require(
          node.isIntegralNumber() && node.canConvertToLong(),
          path,
          "not a whole number of milliseconds");
      return Duration.ofMillis(node.longValue());
    } else if (wanted.isEnum()) {
      return readEnum(wanted, node, path);
    }
    return readObject(wanted, node, path);
  }

  private static Object readForm(Form form, JsonNode node, String path) {
    try {
      return form.read(node);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(JsonNames.within(path, String.valueOf(e.getMessage())), e);
    }
  }

  private Object readObject(Class<?> wanted, JsonNode node, String path) {
    JsonNames.require(node.isObject(), path, "not a JSON object");
    return readRecord(wanted.isSealed() ? chosen(wanted, node, path) : wanted, node, path);
  }

  private Object readGroup(ParameterizedType group, JsonNode node, String path) {
    Type[] parts = group.getActualTypeArguments();
    if (group.getRawType() == SortedMap.class) {
      JsonNames.require(node.isObject(), path, "not a JSON object");
      SortedMap<Object, Object> map = new TreeMap<>();
      node.properties()
          .forEach(
              each -> {
                String at = JsonNames.under(path, each.getKey());
                map.put(
                    read(parts[0], JSON.textNode(each.getKey()), at),
                    read(parts[1], each.getValue(), at));
              });
      return map;
    }
    List<Object> list = readList(parts[0], node, path);
    return group.getRawType() == SortedSet.class ? new TreeSet<>(list) : list;
  }

  private List<Object> readList(Type element, JsonNode node, String path) {
    JsonNames.require(node.isArray(), path, "not a JSON array");
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
        .filter(each -> JsonNames.text(each).equals(node.textValue()))
        .findFirst()
        .orElseThrow(
            () ->
                JsonNames.error(
                    path,
                    "not one of "
                        + constants.stream()
                            .map(JsonNames::text)
                            .collect(Collectors.joining(", "))));
  }

  private static Class<?> chosen(Class<?> sealed, JsonNode node, String path) {
    Class<?>[] permitted = sealed.getPermittedSubclasses();
    String name = node.path(TYPE).asText("");
    return Arrays.stream(permitted)
        .filter(each -> JsonNames.typeName(each).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                JsonNames.error(
                    JsonNames.under(path, TYPE),
                    "not one of "
                        + Arrays.stream(permitted)
                            .map(JsonNames::typeName)
                            .sorted()
                            .collect(Collectors.joining(", "))));
  }

  private Object readRecord(Class<?> type, JsonNode node, String path) {
    Set<String> unknown = new TreeSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    unknown.remove(TYPE);
    RecordComponent[] components = type.getRecordComponents();
    Object[] parts = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = fieldName(components[i]);
      unknown.remove(name);
      parts[i] = readPart(components[i], node.get(name), JsonNames.under(path, name));
    }
    if (!unknown.isEmpty()) {
      throw JsonNames.error(JsonNames.under(path, unknown.iterator().next()), "unknown field");
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(parts);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException wrong) {
        throw new IllegalArgumentException(
            JsonNames.within(path, inJson(components, String.valueOf(wrong.getMessage()))), wrong);
      }
      throw new AssertionError("cannot make a " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("cannot make a " + type, e);
    }
  }

  /** A complaint that begins with the name of a component names the field instead. */
  private String inJson(RecordComponent[] components, String complaint) {
    return Arrays.stream(components)
        .filter(each -> complaint.startsWith(each.getName() + ": "))
        .findFirst()
        .map(each -> fieldName(each) + complaint.substring(each.getName().length()))
        .orElse(complaint);
  }

  private Object readPart(
      RecordComponent component, @org.jspecify.annotations.Nullable JsonNode node, String path) {
    if (component.getType() == Optional.class) {
      ParameterizedType optional = (ParameterizedType) component.getGenericType();
      return node == null || node.isNull()
          ? Optional.empty()
          : Optional.of(read(optional.getActualTypeArguments()[0], node, path));
    }
    if (node == null) {
      throw JsonNames.error(path, "missing");
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

  private String fieldName(RecordComponent component) {
    boolean time =
        !forms.containsKey(Duration.class)
            && component.getGenericType().getTypeName().contains(Duration.class.getName());
    return time ? component.getName() + "Millis" : component.getName();
  }
}
