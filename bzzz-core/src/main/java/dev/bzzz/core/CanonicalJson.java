package dev.bzzz.core;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * JSON with one spelling for each value (RFC 8785), so that signatures and hashes are over bytes
 * everybody agrees on.
 *
 * <p>Numbers are integers between -(2^53-1) and 2^53-1; there are no fractions in what Bzzz signs,
 * and none are accepted. Names may not repeat. Nesting is at most {@value #MAX_DEPTH} deep.
 */
public final class CanonicalJson {
  /** The deepest nesting that is read. */
  public static final int MAX_DEPTH = 32;

  private static final long MAX_INTEGER = (1L << 53) - 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private CanonicalJson() {}

  /**
   * The canonical UTF-8 bytes of a value.
   *
   * @throws IllegalArgumentException if it holds a fraction, an integer out of range or an unpaired
   *     surrogate
   */
  public static byte[] write(JsonNode value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads any JSON text in UTF-8, canonical or not.
   *
   * @throws IllegalArgumentException if it is not one JSON value; the message says where
   */
  public static JsonNode read(byte[] utf8) {
    try (JsonParser parser = MAPPER.createParser(utf8)) {
      JsonNode value = MAPPER.readTree(parser);
      if (value == null || value.isMissingNode()) {
        throw new IllegalArgumentException("not JSON: the text is empty");
      }
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("not JSON: something follows the value");
      }
      return value;
    } catch (JsonProcessingException e) {
      var where = e.getLocation();
      throw new IllegalArgumentException(
          "not JSON: "
              + reason(e)
              + (where == null
                  ? ""
                  : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")"),
          e);
    } catch (IOException e) { // bytes that look like another encoding, and are not that either
      throw new IllegalArgumentException("not JSON: the text is not UTF-8", e);
    }
  }

  /**
   * What is wrong with a text, in one line, without words of it and without names of the library
   * that reads it. Where it is wrong, {@link JacksonException#getLocation} tells.
   */
  public static String reason(JacksonException error) {
    return JsonTrouble.text(error);
  }

  /**
   * A copy of a value as {@link #read} gives it for its canonical bytes, so that equal values are
   * equal however their numbers were made.
   *
   * @throws IllegalArgumentException if it cannot be written
   */
  public static JsonNode copy(JsonNode value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    switch (value.getNodeType()) {
      case OBJECT -> {
        ObjectNode copy = nodes.objectNode();
        value.properties().forEach(each -> copy.set(checked(each.getKey()), copy(each.getValue())));
        return copy;
      }
      case ARRAY -> {
        ArrayNode copy = nodes.arrayNode(value.size());
        value.forEach(element -> copy.add(copy(element)));
        return copy;
      }
      case STRING -> {
        return nodes.textNode(checked(value.textValue()));
      }
      case NUMBER -> {
        long number = integer(value);
        return (int) number == number ? nodes.numberNode((int) number) : nodes.numberNode(number);
      }
      case BOOLEAN -> {
        return nodes.booleanNode(value.booleanValue());
      }
      case NULL -> {
        return nodes.nullNode();
      }
      default -> throw new IllegalArgumentException("no JSON value: " + value.getNodeType());
    }
  }

  private static void write(JsonNode value, StringBuilder out) {
    switch (value.getNodeType()) {
      case OBJECT -> {
        var fields = new TreeMap<String, JsonNode>(); // String order is UTF-16 code units, as asked
        value.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        String separator = "{";
        for (var field : fields.entrySet()) {
          out.append(separator);
          quote(field.getKey(), out);
          out.append(':');
          write(field.getValue(), out);
          separator = ",";
        }
        out.append(fields.isEmpty() ? "{}" : "}");
      }
      case ARRAY -> {
        String separator = "[";
        for (JsonNode element : value) {
          out.append(separator);
          write(element, out);
          separator = ",";
        }
        out.append(value.isEmpty() ? "[]" : "]");
      }
      case STRING -> quote(value.textValue(), out);
      case NUMBER -> out.append(integer(value));
      case BOOLEAN -> out.append(value.booleanValue());
      case NULL -> out.append("null");
      default -> throw new IllegalArgumentException("no JSON value: " + value.getNodeType());
    }
  }

  private static long integer(JsonNode value) {
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() > MAX_INTEGER
        || value.longValue() < -MAX_INTEGER) {
      throw new IllegalArgumentException("not an integer below 2^53: " + value);
    }
    return value.longValue();
  }

  /**
   * Appends a text as canonical JSON, with its quotes.
   *
   * @throws IllegalArgumentException if it holds an unpaired surrogate
   */
  public static void quote(String text, StringBuilder out) {
    out.append('"');
    int plain = plain(text);
    out.append(text, 0, plain);
    for (int i = plain; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else if (Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1))) {
            out.append(c).append(text.charAt(++i));
          } else if (Character.isSurrogate(c)) {
            throw new IllegalArgumentException("unpaired surrogate at character " + i);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** How many characters at the beginning stand for themselves. */
  private static int plain(String text) {
    int i = 0;
    while (i < text.length() && plain(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean plain(char c) {
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
  }

  private static String checked(String text) {
    int plain = plain(text);
    if (plain < text.length()) {
      quote(text, new StringBuilder());
    }
    return text;
  }
}
