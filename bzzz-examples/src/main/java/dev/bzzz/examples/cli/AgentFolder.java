package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.examples.agent.AgentConfig;
import dev.bzzz.examples.agent.ConfigReader;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The folder with an agent's own files.
 *
 * @param dir absolute
 * @param config what its {@code bzzz.yaml} says, if there is one
 */
record AgentFolder(Path dir, Optional<AgentConfig> config) {
  private static final String FILE = "bzzz.yaml";

  /** What a new {@code bzzz.yaml} says. */
  record Draft(
      String name,
      List<String> skills,
      Map<String, String> forge,
      List<RepositoryName> repositories,
      String model) {}

  static AgentFolder at(Path dir, Map<String, String> environment) {
    Path absolute = dir.toAbsolutePath().normalize();
    Path file = absolute.resolve(FILE);
    return new AgentFolder(
        absolute,
        Files.exists(file) ? Optional.of(ConfigReader.read(file, environment)) : Optional.empty());
  }

  Path configFile() {
    return dir.resolve(FILE);
  }

  Path keyFile(String agent) {
    return config.map(AgentConfig::key).orElse(dir.resolve(agent + ".key"));
  }

  /**
   * Checks, without writing, that files can be made here.
   *
   * @throws PermanentException if not
   */
  void requireWritable() {
    Path at = dir;
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    if (!Files.isDirectory(at)) {
      throw new PermanentException(
          "cannot set up an agent in "
              + dir
              + ": "
              + at
              + " is no folder; choose another with --dir");
    }
    if (!Files.isWritable(at)) {
      throw new PermanentException(
          "cannot set up an agent in "
              + dir
              + ": "
              + at
              + " cannot be written; choose another folder with --dir");
    }
  }

  /** Writes the file unless there is one; says whether it did. */
  boolean writeConfig(Draft draft) {
    if (config.isPresent()) {
      return false;
    }
    try {
      Files.createDirectories(dir);
      Files.writeString(configFile(), text(draft), StandardOpenOption.CREATE_NEW);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new PermanentException(
          "cannot write " + configFile() + ": " + e + "; choose a writable folder with --dir", e);
    }
  }

  /** The same path for the same folder, also where it does not exist yet. */
  static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize(); // not there yet: there is nothing to resolve
    }
  }

  private static String text(Draft draft) {
    return """
    # Configuration of a Bzzz agent. Every key: docs/configuration.md
    agent:
      name: %s
      key: %s           # whoever has this file is the agent: keep it secret
      skills: [%s]
    forge:
    %s
    repositories: [%s]
    # Agents on the local network find each other. Elsewhere, name one that stays:
    # peers: [/dns4/ada.example.org/tcp/4001]
    llm:
      backend: ollama
      model: %s
    """
        .formatted(
            quoted(draft.name()),
            quoted(draft.name() + ".key"),
            draft.skills().stream().map(AgentFolder::quoted).collect(Collectors.joining(", ")),
            draft.forge().entrySet().stream()
                .map(each -> "  " + each.getKey() + ": " + quoted(each.getValue()))
                .collect(Collectors.joining("\n")),
            draft.repositories().stream()
                .map(name -> quoted(name.toString()))
                .collect(Collectors.joining(", ")),
            quoted(draft.model()));
  }

  /** JSON's strings are YAML's double-quoted ones. */
  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
