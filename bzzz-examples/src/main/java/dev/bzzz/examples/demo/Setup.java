package dev.bzzz.examples.demo;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.examples.agent.PolicyFile;
import dev.bzzz.git.local.BranchWriter;
import dev.bzzz.git.local.LocalForge;
import dev.bzzz.git.local.RepositorySetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Prepares a demo's folder. Every step finds out what is there already, so an interrupted set-up,
 * or an earlier demo, is simply continued.
 */
final class Setup {
  /** Seconds instead of minutes, so that a killed agent's task is taken over while one watches. */
  static final ClaimTiming TIMING =
      new ClaimTiming(
          Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofHours(3), Duration.ofHours(2));

  private final DemoFolder folder;
  private final DemoForge reached;

  /**
   * A set-up.
   *
   * @param reached how agents reach the forge in the folder
   */
  Setup(DemoFolder folder, DemoForge reached) {
    this.folder = folder;
    this.reached = reached;
  }

  /**
   * Repositories, issues, agents and the policy that lets them claim.
   *
   * @return the agents in the order they are to be started in
   */
  List<AgentFiles> prepare(int agentCount, Random random) {
    try {
      Files.write(folder.script(), Template.script());
    } catch (IOException e) {
      throw new PermanentException("cannot write " + folder.script() + ": " + e, e);
    }
    List<AgentFiles> agents = new ArrayList<>();
    List<List<String>> skills = AgentFiles.skills(agentCount, random);
    for (String name : AgentFiles.names(agentCount)) {
      agents.add(AgentFiles.prepare(folder, name));
    }
    DemoMesh mesh = new DemoMesh(agents.stream().map(AgentFiles::id).toList());
    for (int i = 0; i < agentCount; i++) {
      agents.get(i).configure(skills.get(i), reached, mesh.lines(i));
    }
    Collections.shuffle(agents, random);
    Map<AgentId, String> admitted = new TreeMap<>();
    agents.forEach(agent -> admitted.put(agent.id(), agent.name()));
    for (Template template : Template.all()) {
      prepare(template, admitted);
    }
    return agents;
  }

  private void prepare(Template template, Map<AgentId, String> agents) {
    LocalForge forge = LocalForge.create(folder.forge(), "bzzz");
    boolean there =
        forge.repositories().stream().anyMatch(each -> each.name().equals(template.name()));
    Repository repository =
        there
            ? forge.repository(template.name())
            : forge.createRepository(template.name(), template.defaultBranch());
    new BranchWriter(template.name(), Path.of(repository.gitUrl()))
        .begin(template.defaultBranch(), template.history());
    writeIssues(template, repository);
    PolicyFile.admit(new RepositorySetup(forge), template.name(), agents, TIMING);
  }

  private void writeIssues(Template template, Repository repository) {
    try (LocalForge forge = LocalForge.open(folder.forge(), "bzzz")) {
      Set<String> there =
          forge.tasks(repository.id(), TaskQuery.all()).stream()
              .map(Task::title)
              .collect(Collectors.toSet());
      for (Template.Draft issue : template.issues()) {
        if (!there.contains(issue.title())) {
          try (LocalForge author = LocalForge.open(folder.forge(), issue.author())) {
            author.createIssue(
                repository.id(), new IssueDraft(issue.title(), issue.body(), issue.labels()));
          }
        }
      }
    }
  }
}
