package dev.bzzz.core.repo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.PermanentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a repository says about itself in {@value #FILE} on its base commit: {@code
 * {"test":["sh","test.sh"],"testPaths":["tests/**"]}}.
 *
 * @param test the test command: program and arguments, run in the root of a checkout; exit 0 is
 *     green
 * @param testPaths globs of the files that belong to the tests; to see red before, these are taken
 *     from the change and everything else from the base
 */
public record RepositorySettings(List<String> test, List<String> testPaths) {
  /** Where the settings live in the repository. */
  public static final String FILE = ".bzzz/repo.json";

  /** Used when {@code testPaths} is not given. */
  public static final List<String> DEFAULT_TEST_PATHS =
      List.of("test/**", "tests/**", "src/test/**", "**/src/test/**");

  private static final int MAX_ELEMENTS = 100;

  /** Checks that there is a command. */
  public RepositorySettings {
    test = List.copyOf(test);
    testPaths = List.copyOf(testPaths);
    if (test.isEmpty() || test.get(0).isBlank()) {
      throw new IllegalArgumentException("\"test\" names no command");
    }
  }

  /**
   * Reads the file's bytes.
   *
   * @param where names the repository and commit in errors
   * @throws PermanentException if it is not what the file should hold
   */
  public static RepositorySettings parse(byte[] json, String where) {
    try {
      JsonNode root = CanonicalJson.read(json);
      if (!root.isObject()) {
        throw new IllegalArgumentException("not a JSON object");
      }
      Set<String> unknown = new TreeSet<>();
      root.fieldNames().forEachRemaining(unknown::add);
      unknown.removeAll(Set.of("test", "testPaths"));
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException("unknown field " + unknown);
      }
      if (!root.has("test")) {
        throw new IllegalArgumentException("\"test\" is missing");
      }
      return new RepositorySettings(
          strings(root, "test"),
          root.has("testPaths") ? strings(root, "testPaths") : DEFAULT_TEST_PATHS);
    } catch (IllegalArgumentException e) {
      throw new PermanentException(
          "cannot read "
              + FILE
              + " of "
              + where
              + ": "
              + e.getMessage()
              + "; it should look like {\"test\":[\"sh\",\"test.sh\"]}",
          e);
    }
  }

  private static List<String> strings(JsonNode root, String field) {
    JsonNode array = root.get(field);
    if (!array.isArray() || array.size() > MAX_ELEMENTS) {
      throw new IllegalArgumentException(
          "\"" + field + "\" is not a list of at most " + MAX_ELEMENTS + " strings");
    }
    List<String> strings = new ArrayList<>();
    for (JsonNode element : array) {
      if (!element.isTextual()) {
        throw new IllegalArgumentException("\"" + field + "\" holds something other than strings");
      }
      strings.add(element.textValue());
    }
    return strings;
  }
}
