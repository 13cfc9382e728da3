package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskParser;
import dev.bzzz.git.local.LocalForge;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TaskShowCommandTest {
  @TempDir private Path temp;

  @Test
  void theMarkInsideACommentIsNotShownToPeople() {
    Path dir = temp.resolve("forge");
    try (LocalForge forge = LocalForge.create(dir, "ann")) {
      Repository shop = forge.createRepository(new RepositoryName("acme", "shop"), "main");
      Task task =
          forge.createIssue(shop.id(), new IssueDraft("A task", "", Set.of(TaskParser.LABEL)));
      forge.comment(task.id(), "Given up <!-- for now -->.", "mark-1");
    }

    String out = Cli.run("task", "show", "acme/shop#1", "--forge-dir", dir).out();

    assertThat(out).endsWith("Given up <!-- for now -->.\n").doesNotContain("mark-1");
  }
}
