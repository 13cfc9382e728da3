package dev.bzzz.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder a demo lives in: {@code forge/} with the repositories, {@code agents/NAME/} with one
 * agent each, {@code script.json} with the recorded model, and {@code demo.json}, which says that
 * it is one.
 */
record DemoFolder(Path root) {
  private static final String MARKER = "demo.json";
  private static final String FORMAT = "bzzz-demo/1";

  /**
   * A folder to keep a demo in: new, empty, or of an earlier demo, which is then continued.
   *
   * @throws PermanentException if it holds anything else
   */
  static DemoFolder at(Path dir) {
    Path root = dir.toAbsolutePath().normalize();
    try {
      Files.createDirectories(root);
      DemoFolder folder = new DemoFolder(root.toRealPath());
      if (Files.exists(folder.marker())) {
        folder.requireFormat();
      } else if (!folder.list(folder.root).isEmpty()) {
        throw new PermanentException(
            "cannot use "
                + dir
                + " for the demo: it holds other things; name a new or empty folder, or that of an"
                + " earlier demo");
      } else {
        folder.mark();
      }
      return folder;
    } catch (IOException e) {
      throw new PermanentException(
          "cannot use " + dir + " for the demo: " + e + "; name a folder that can be written", e);
    }
  }

  /** A new folder for one demo; it stays, for people to look into. */
  static DemoFolder temporary() {
    try {
      return at(Files.createTempDirectory("bzzz-demo-"));
    } catch (IOException e) {
      throw new PermanentException(
          "cannot make a temporary folder for the demo: " + e + "; name one with --dir", e);
    }
  }

  Path forge() {
    return root.resolve("forge");
  }

  Path script() {
    return root.resolve("script.json");
  }

  Path agents() {
    return root.resolve("agents");
  }

  Path agent(String name) {
    return agents().resolve(name);
  }

  /** Audit logs of all agents that ever took part, ordered by name. */
  List<Path> auditLogs() {
    List<Path> logs = new ArrayList<>();
    for (Path agent : list(agents())) {
      Path log = agent.resolve(AgentFiles.AUDIT);
      if (Files.exists(log)) {
        logs.add(log);
      }
    }
    return logs;
  }

  private Path marker() {
    return root.resolve(MARKER);
  }

  private void mark() throws IOException {
    Path draft = root.resolve(MARKER + ".new");
    Files.write(
        draft, CanonicalJson.write(JsonNodeFactory.instance.objectNode().put("format", FORMAT)));
    Files.move(draft, marker(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void requireFormat() throws IOException {
    try {
      JsonNode marked = CanonicalJson.read(Files.readAllBytes(marker()));
      if (marked.path("format").asText().equals(FORMAT)) {
        return;
      }
    } catch (IllegalArgumentException e) {
      throw new PermanentException(
          "cannot continue the demo in " + root + ": " + MARKER + " is damaged; use a new folder",
          e);
    }
    throw new PermanentException(
        "cannot continue the demo in "
            + root
            + ": it was made by another version of Bzzz; use a new folder");
  }

  private List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      List<Path> found = new ArrayList<>();
      entries.forEach(found::add);
      found.sort(null);
      return found;
    } catch (IOException e) {
      throw new PermanentException("cannot list " + folder + ": " + e, e);
    }
  }
}
