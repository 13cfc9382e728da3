package com.example.consumer;

import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskParser;
import dev.bzzz.git.local.LocalForge;
import java.nio.file.Path;
import java.util.Set;

/** Writes an issue into a forge in a folder and reads it back as a task. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    try (LocalForge forge = LocalForge.create(Path.of(arguments[0]), "consumer")) {
      Repository repository =
          forge.createRepository(RepositoryName.parse("acme/engine"), "main");
      forge.createIssue(
          repository.id(),
          new IssueDraft(
              "Answer faster",
              "## Requirements\n- within 10 ms\n\nDepends-on: acme/protocol#3",
              Set.of(TaskParser.LABEL, "priority-2", "skill-java")));
      for (Task task : forge.tasks(repository.id(), TaskQuery.open())) {
        System.out.println(
            task.ref()
                + " priority "
                + task.priority().level()
                + " needs "
                + task.skills()
                + " "
                + task.requirements()
                + " after "
                + task.dependsOn());
      }
    }
  }
}
