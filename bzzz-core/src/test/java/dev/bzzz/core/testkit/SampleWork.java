package dev.bzzz.core.testkit;

import dev.bzzz.core.agent.WorkContext;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.Priority;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.task.TaskRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A small repository and its task, {@code owner/repo#2}: {@code greeting.txt} is to say {@code
 * hello}. Needs {@code sh}, {@code grep} and {@code cat}.
 */
public final class SampleWork {
  /** The repository: {@code sh test.sh} runs every {@code tests/*.sh}. */
  public static final Map<String, String> FILES =
      Map.of(
          ".bzzz/repo.json", "{\"test\":[\"sh\",\"test.sh\"]}",
          ".bzzz/policy.json", "{}",
          "greeting.txt", "helo\n",
          "src/notes.txt", "first line\nsecond line\n",
          "test.sh", "for t in tests/*.sh; do sh \"$t\" || exit 1; done\n",
          "tests/notes.sh", "grep -q second src/notes.txt || { echo no second line; exit 1; }\n");

  /** A test that is red in the repository until the task is done. */
  public static final String GREETING_TEST = "test \"$(cat greeting.txt)\" = hello\n";

  private SampleWork() {}

  /** The task. */
  public static Task task() {
    return task("Greeting says helo", "It should say hello.");
  }

  /** The task in other words. */
  public static Task task(String title, String body) {
    return new Task(
        new TaskId(new RepositoryId("0".repeat(32)), 2),
        new TaskRef(RepositoryName.parse("owner/repo"), 2),
        title,
        body,
        Set.of("bzzz-task"),
        Priority.DEFAULT,
        "bug",
        Set.of(),
        List.of("greeting.txt says hello"),
        List.of("a test"),
        List.of(),
        true,
        Instant.EPOCH,
        List.of());
  }

  /** What the agent {@code alice} may know and use. */
  public static WorkContext context(Duration limit, Consumer<String> progress) {
    return new WorkContext(TestAgents.agent(1).id(), "alice", limit, progress);
  }
}
