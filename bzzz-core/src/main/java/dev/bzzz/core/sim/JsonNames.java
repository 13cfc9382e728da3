package dev.bzzz.core.sim;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** How {@link JsonRecords} calls types, constants and fields, in files and in errors. */
final class JsonNames {
  private JsonNames() {}

  static String typeName(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The path of a field. */
  static String under(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  static void require(boolean holds, String path, String problem) {
    if (!holds) {
      throw error(path, problem);
    }
  }

  /** {@code fits} says whether a whole number is one of its type. */
  static void requireWhole(JsonNode node, boolean fits, String path) {
    require(node.isIntegralNumber(), path, "not a whole number");
    require(fits, path, "far out of range");
  }

  static IllegalArgumentException error(String path, String problem) {
    return new IllegalArgumentException(path.isEmpty() ? problem : path + ": " + problem);
  }

  /** The message of a record's own check, which names one of its fields or none. */
  static String within(String path, String message) {
    boolean namesField = message.matches("[a-zA-Z0-9.\\[\\]]+: .*");
    return path.isEmpty() ? message : path + (namesField ? "." : ": ") + message;
  }
}
