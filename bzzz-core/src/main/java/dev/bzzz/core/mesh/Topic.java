package dev.bzzz.core.mesh;

import java.nio.charset.StandardCharsets;

/**
 * A named channel of the mesh.
 *
 * @param name 1 to {@value #MAX_CHARACTERS} characters of Unicode
 */
public record Topic(String name) {
  /** Longest name. */
  public static final int MAX_CHARACTERS = 200;

  /** Where agents coordinate. */
  public static final Topic COORDINATION = new Topic("bzzz/coordination/v1");

  /** Where agents discuss across tasks. */
  public static final Topic META_DISCUSSION = new Topic("antennae/meta-discussion/v1");

  private static final String TASK = "bzzz/meta/issue/";

  /**
   * Where agents speak about one task while it is being worked on.
   *
   * @param key the task's short name, the same for every agent
   */
  public static Topic ofTask(String key) {
    return new Topic(TASK + key);
  }

  /** Checks the length, and that peers can be told the name: half a character has no UTF-8. */
  public Topic {
    if (name.isBlank() || name.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "a topic's name has 1 to " + MAX_CHARACTERS + " characters");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new IllegalArgumentException(
          "a topic's name is text, but this one holds half of a surrogate pair");
    }
  }
}
