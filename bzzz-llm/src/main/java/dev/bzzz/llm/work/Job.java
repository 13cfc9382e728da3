package dev.bzzz.llm.work;

import dev.bzzz.core.PlainText;
import dev.bzzz.core.agent.RepositoryTests;
import dev.bzzz.core.agent.WorkContext;
import dev.bzzz.core.repo.Workspace;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.core.task.Task;

/** One piece of work and all it needs. */
record Job(
    Task task,
    Workspace workspace,
    Sandbox sandbox,
    WorkContext context,
    RepositoryTests tests,
    Deadline deadline) {
  private static final int MAX_STEP = 160;

  /** Tells people one step. */
  void progress(String step) {
    context.progress().accept(PlainText.line(step, MAX_STEP));
  }
}
