package dev.bzzz.core.agent;

import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.task.Task;

/** What a pull request says. */
final class PullRequestText {
  private PullRequestText() {}

  static PullRequestDraft byHolder(Task task, WorkResult.Succeeded result, AgentProfile agent) {
    String body =
        result.summary()
            + "\n\nCloses #"
            + task.id().number()
            + "\n\n| | tests |\n|---|---|\n| before, with this change's tests | "
            + result.evidence().before().text()
            + " |\n| after | "
            + result.evidence().after().text()
            + " |\n\nDone by agent "
            + agent.name()
            + " (`"
            + agent.id()
            + "`).";
    return new PullRequestDraft(result.title(), body);
  }

  static PullRequestDraft byHelper(Task task, Claim claim) {
    String body =
        "Closes #"
            + task.id().number()
            + "\n\nThe work of agent `"
            + claim.holder()
            + "`, which published it and then fell silent; another agent opened this pull request."
            + " What was done is in the commit's message.";
    return new PullRequestDraft(task.title(), body);
  }
}
