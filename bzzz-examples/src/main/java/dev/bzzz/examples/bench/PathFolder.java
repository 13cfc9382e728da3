package dev.bzzz.examples.bench;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.BranchWriter;
import dev.bzzz.git.local.LocalForge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A temporary folder with a forge, one repository whose task takes a shell only, and an agent with
 * a scripted model that knows how to do it. Removed when closed.
 */
public final class PathFolder implements AutoCloseable {
  /** The only repository. */
  public static final RepositoryName REPOSITORY = new RepositoryName("acme", "work");

  private static final String SCRIPT =
      """
      {"format": "bzzz-script/1", "conversations": [{"task": "acme/work#1", "turns": [
        {"calls": [{"tool": "write_file",
          "arguments": {"path": "hello.sh", "content": "echo hello\\n"}}]},
        {"calls": [{"tool": "run", "arguments": {"command": ["sh", "test.sh"]}}]},
        {"calls": [{"tool": "finish", "arguments": {"summary": "It says hello."}}]}]}]}
      """;

  private static final String CONFIG =
      """
      agent:
        name: ada
        key: ada.key
      forge:
        dir: ../forge
      poll: 200ms
      llm:
        backend: scripted
        script: ../script.json
      """;

  private final BenchFolder folder;

  private PathFolder(BenchFolder folder) {
    this.folder = folder;
  }

  /** Lays it out; the agent has no key and may not claim yet. */
  public static PathFolder create() {
    PathFolder made = new PathFolder(BenchFolder.create());
    try {
      made.layOut();
    } catch (IOException e) {
      made.close();
      throw new PermanentException("cannot write to " + made.folder.path() + ": " + e, e);
    }
    return made;
  }

  /** What people call a command: its words before the first option or argument. */
  public static String name(List<String> words) {
    return words.stream()
        .takeWhile(word -> word.chars().allMatch(Character::isLetter))
        .collect(Collectors.joining(" "));
  }

  /** The agent's own folder. */
  public Path agent() {
    return folder.path().resolve("agent");
  }

  /** The agent's configuration. */
  public Path config() {
    return agent().resolve("bzzz.yaml");
  }

  /** The agent's audit log, once it has run. */
  public Path audit() {
    return agent().resolve("audit.jsonl");
  }

  @Override
  public void close() {
    folder.close();
  }

  private void layOut() throws IOException {
    Files.createDirectories(agent());
    Files.writeString(config(), CONFIG);
    Files.writeString(folder.path().resolve("script.json"), SCRIPT);
    Map<String, byte[]> files =
        Map.of(
            "test.sh", bytes("test \"$(sh hello.sh)\" = hello\n"),
            ".bzzz/repo.json", bytes("{\"test\":[\"sh\",\"test.sh\"]}\n"));
    try (LocalForge forge = LocalForge.create(folder.path().resolve("forge"), "ann")) {
      var repository = forge.createRepository(REPOSITORY, "main");
      new BranchWriter(REPOSITORY, Path.of(repository.gitUrl()))
          .begin(
              "main",
              List.of(
                  new BranchWriter.Step(
                      new BranchWriter.Change(files, Set.of()),
                      new BranchWriter.Entry("ann", "ann@example.org", Instant.now(), "Begin"))));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
