package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositorySettings;
import dev.bzzz.git.local.BranchFiles;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Makes sure that a repository says how it is tested. */
final class TestSettings {
  private TestSettings() {}

  /**
   * Writes the settings unless there are some.
   *
   * @param test the shell command that tests the repository
   * @return what people should know, if anything
   * @throws dev.bzzz.core.PermanentException if the settings that are there are malformed
   */
  static Optional<String> ensure(
      BranchFiles files, RepositoryName repository, Optional<String> test) {
    boolean[] there = {false};
    files.edit(
        repository,
        "bzzz",
        "Say how the repository is tested",
        before -> {
          Optional<String> old = before.file(RepositorySettings.FILE);
          old.map(text -> text.getBytes(StandardCharsets.UTF_8))
              .ifPresent(bytes -> RepositorySettings.parse(bytes, repository.toString()));
          there[0] = old.isPresent();
          return there[0] || test.isEmpty()
              ? Map.of()
              : Map.of(RepositorySettings.FILE, Json.write(json(test.get())) + "\n");
        });
    if (there[0]) {
      return test.map(
          command -> repository + " keeps the test command in its " + RepositorySettings.FILE);
    }
    return test.isPresent()
        ? Optional.empty()
        : Optional.of(
            repository
                + " has no test command, and without one nothing is published; run this again with"
                + " --test 'COMMAND'");
  }

  /** The settings of a repository that is tested by a shell command. */
  static ObjectNode json(String test) {
    ObjectNode json = Json.object();
    json.putArray("test").add("sh").add("-c").add(test);
    return json;
  }
}
