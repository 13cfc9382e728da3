package dev.bzzz.git.hive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.repo.RepositoryName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A repository as Hive lists it.
 *
 * @param id Hive's number for it
 */
record HiveProject(long id, RepositoryName repository) {
  /** Most projects that are taken from a list. */
  static final int MAX_PROJECTS = 1000;

  private static final String LIST = "repositories";
  private static final String ID = "project_id";
  private static final String OWNER = "owner";
  private static final String NAME = "repository";

  /** The usable ones of a list, by name; what is no repository, or not to be worked on, is left. */
  static Map<RepositoryName, HiveProject> read(JsonNode answer) {
    Map<RepositoryName, HiveProject> projects = new LinkedHashMap<>();
    for (JsonNode each : answer.path(LIST)) {
      if (projects.size() < MAX_PROJECTS) {
        of(each).ifPresent(project -> projects.putIfAbsent(project.repository(), project));
      }
    }
    return projects;
  }

  /** The same as a list that can be read again. */
  static JsonNode write(Collection<HiveProject> projects) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray(LIST);
    for (HiveProject each : projects) {
      list.addObject()
          .put(ID, each.id())
          .put(OWNER, each.repository().owner())
          .put(NAME, each.repository().name());
    }
    return root;
  }

  private static Optional<HiveProject> of(JsonNode listed) {
    boolean wanted =
        listed.path("bzzz_enabled").asBoolean(true)
            && listed.path("ready_to_claim").asBoolean(true)
            && listed.path(ID).canConvertToLong();
    if (!wanted) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new HiveProject(
              listed.path(ID).asLong(),
              new RepositoryName(listed.path(OWNER).asText(), listed.path(NAME).asText())));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no name that a repository can have
    }
  }
}
