package dev.bzzz.core.agent;

import dev.bzzz.core.ForgeText;
import dev.bzzz.core.task.Task;

/** What the commit of a task's work says; forges act on commit messages, too. */
public final class CommitMessage {
  private static final int MAX_TITLE = 72;
  private static final int MAX_NAME = 200;

  private CommitMessage() {}

  /** The first line, which is also fit to be the pull request's title. */
  public static String title(Task task) {
    String title = ForgeText.line(task.title(), MAX_TITLE);
    return title.isEmpty() ? "Work on " + task.ref() : title;
  }

  /** The whole message: title, who did it and for which task. */
  public static String of(Task task, WorkContext context) {
    return title(task)
        + "\n\nDone by agent "
        + ForgeText.line(context.agentName(), MAX_NAME)
        + " for "
        + task.ref()
        + ".\n\nBzzz-Task: "
        + task.ref()
        + "\n";
  }
}
