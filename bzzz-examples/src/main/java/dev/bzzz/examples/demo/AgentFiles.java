package dev.bzzz.examples.demo;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One agent of the demo: a folder with its key and a {@code bzzz.yaml} as {@code bzzz run} reads
 * it.
 *
 * @param name what people call it
 * @param dir its folder
 * @param id its key's id
 */
record AgentFiles(String name, Path dir, AgentId id) {
  static final String AUDIT = "audit.jsonl";

  private static final List<String> NAMES =
      List.of(
          "ada",
          "grace",
          "edsger",
          "barbara",
          "alan",
          "frances",
          "donald",
          "radia",
          "john",
          "katherine",
          "niklaus",
          "margaret",
          "tony",
          "lynn",
          "dennis",
          "joan");
  private static final List<String> SKILLS = List.of("java", "shell", "docs");

  /** The names of so many agents, always the same ones first. */
  static List<String> names(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> i < NAMES.size() ? NAMES.get(i) : "agent-" + (i + 1))
        .toList();
  }

  /** Writes what an agent needs, unless it is there already. */
  static AgentFiles prepare(DemoFolder folder, String name, int index) {
    Path dir = folder.agent(name);
    try {
      Files.createDirectories(dir);
      Identity identity = Identity.loadOrCreate(dir.resolve("agent.key"));
      Files.writeString(dir.resolve("bzzz.yaml"), yaml(name, index));
      return new AgentFiles(name, dir, identity.id());
    } catch (IOException e) {
      throw new PermanentException("cannot prepare agent " + name + " in " + dir + ": " + e, e);
    }
  }

  Path config() {
    return dir.resolve("bzzz.yaml");
  }

  /** The first agent has every skill, so no task is left over; each other one lacks one. */
  private static String yaml(String name, int index) {
    List<String> skills = new ArrayList<>(SKILLS);
    if (index > 0) {
      skills.remove(index % SKILLS.size());
    }
    return """
        agent:
          name: %s
          key: agent.key
          skills: %s
        forge:
          kind: local
          dir: ../../forge
        # Nobody merges pull requests here, so published work is enough to build on.
        dependencies: published
        poll: 500ms
        llm:
          # A simulated model: it plays recorded tool calls.
          backend: scripted
          script: ../../script.json
        audit:
          file: %s
        """
        .formatted(name, skills, AUDIT);
  }
}
