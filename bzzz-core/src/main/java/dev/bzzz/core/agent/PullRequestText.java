package dev.bzzz.core.agent;

import dev.bzzz.core.ForgeText;
import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.task.Task;

/**
 * What a pull request says. What workers and issues say in it cannot make the forge do anything.
 */
final class PullRequestText {
  /** Longest summary by a worker. */
  static final int MAX_SUMMARY = 16_000;

  private static final int MAX_NAME = 200;

  private PullRequestText() {}

  static PullRequestDraft byHolder(Task task, WorkResult.Succeeded result, AgentProfile agent) {
    // The worker's own words come last: whatever they leave open, they can swallow nothing.
    String body =
        closes(task)
            + "| | tests |\n|---|---|\n| before, with this change's tests | "
            + result.evidence().before().text()
            + " |\n| after | "
            + result.evidence().after().text()
            + " |\n\nDone by agent "
            + ForgeText.line(agent.name(), MAX_NAME)
            + " (`"
            + agent.id()
            + "`).\n\n"
            + ForgeText.block(result.summary(), MAX_SUMMARY);
    return new PullRequestDraft(ForgeText.line(result.title(), IssueDraft.MAX_TITLE), body);
  }

  static PullRequestDraft byHelper(Task task, Claim claim) {
    String body =
        closes(task)
            + "The work of agent `"
            + claim.holder()
            + "`, which published it and then fell silent; another agent opened this pull request."
            + " What was done is in the commit's message.";
    return new PullRequestDraft(ForgeText.line(task.title(), IssueDraft.MAX_TITLE), body);
  }

  private static String closes(Task task) {
    return "Closes #" + task.id().number() + "\n\n";
  }
}
