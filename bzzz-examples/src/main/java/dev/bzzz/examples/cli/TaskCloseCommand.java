package dev.bzzz.examples.cli;

import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.task.TaskRef;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "close",
    description = {
      "Close a task: nobody takes it any more.",
      "Whoever works on it notices and gives it up; what is published already stays."
    })
final class TaskCloseCommand extends BzzzCommand {
  /** Leaves room for the mark that the forge adds. */
  private static final int MAX_REASON = IssueDraft.MAX_BODY - 1000;

  @Mixin private final ForgeOptions forgeOptions;

  @Parameters(
      paramLabel = "OWNER/NAME#N",
      index = "0",
      converter = Converters.ForTask.class,
      description = "the task")
  private @Nullable TaskRef wanted;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "why, in markdown: a comment on the issue")
  private String reason = "";

  @Option(
      names = "--author",
      paramLabel = "NAME",
      description = "who closes it (default: the user's login)")
  private String author = ForgeOptions.USER;

  TaskCloseCommand(Map<String, String> environment) {
    this.forgeOptions = new ForgeOptions(environment);
  }

  @Override
  Report execute() {
    if (reason.isBlank() || reason.length() > MAX_REASON) {
      throw wrongUsage("--reason is a text of 1 to " + MAX_REASON + " characters");
    }
    TaskRef ref = Objects.requireNonNull(wanted, "picocli requires it");
    try (ForgeOptions.Opened opened = forgeOptions.open(author)) {
      RepositoryProvider forge = opened.provider();
      TaskId id = new TaskId(forge.repository(ref.repository()).id(), ref.number());
      Task task = forge.task(id);
      if (task.open()) {
        forge.comment(id, "Closed: " + reason, "closed-" + UUID.randomUUID());
        forge.setIssueOpen(id, false);
      }
      return Report.done(
          Json.object()
              .put("task", ref.toString())
              .put("title", task.title())
              .put("closed", task.open()),
          List.of((task.open() ? "closed " : "was closed before: ") + ref + "  " + task.title()));
    }
  }
}
