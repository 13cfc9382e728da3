package dev.bzzz.examples.demo;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
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

  /** Makes the folder of an agent and its key; a key that is there already is kept. */
  static AgentFiles prepare(DemoFolder folder, String name) {
    Path dir = folder.agent(name);
    try {
      Files.createDirectories(dir);
      return new AgentFiles(name, dir, Identity.loadOrCreate(dir.resolve("agent.key")).id());
    } catch (IOException e) {
      throw new PermanentException("cannot prepare agent " + name + " in " + dir + ": " + e, e);
    }
  }

  /**
   * Writes its {@code bzzz.yaml}.
   *
   * @param mesh what it says of the mesh
   */
  void configure(Collection<String> skills, DemoForge forge, String mesh) {
    try {
      Files.writeString(config(), yaml(name, skills, forge, mesh));
    } catch (IOException e) {
      throw new PermanentException("cannot write " + config() + ": " + e, e);
    }
  }

  /** Its recording in a folder for those of all agents. */
  Path recording(Path folder) {
    return folder.resolve(name + ".jsonl");
  }

  Path config() {
    return dir.resolve("bzzz.yaml");
  }

  /**
   * The skills of so many agents: the first one has them all, so no task is left over; each other
   * one lacks one.
   */
  static List<List<String>> skills(int count, Random random) {
    List<List<String>> all = new ArrayList<>();
    all.add(SKILLS);
    for (int i = 1; i < count; i++) {
      List<String> skills = new ArrayList<>(SKILLS);
      skills.remove(random.nextInt(skills.size()));
      all.add(skills);
    }
    return all;
  }

  private static String yaml(String name, Collection<String> skills, DemoForge forge, String mesh) {
    return """
        agent:
          name: %s
          key: agent.key
          skills: %s
        forge:
          %s
        # Nobody merges pull requests here, so published work is enough to build on.
        dependencies: published
        poll: 500ms
        # Used by 'demo --processes', and by an agent that is started by hand.
        %s
        llm:
          # A simulated model: it plays recorded tool calls.
          backend: scripted
          script: ../../script.json
        audit:
          file: %s
        """
        .formatted(name, skills, forge.lines(), mesh, AUDIT);
  }
}
