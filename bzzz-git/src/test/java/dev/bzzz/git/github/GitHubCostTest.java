package dev.bzzz.git.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.PublishedClaims;
import dev.bzzz.git.http.Access;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an agent costs a host, counted on our own server. */
class GitHubCostTest {
  private static final String OWNER = "cost";
  private static final RepositoryName NAME = new RepositoryName(OWNER, "widgets");
  private static final int IDLE = 60;

  private final List<Access> calls = new CopyOnWriteArrayList<>();
  private final GitHubProvider forge =
      GitHubProvider.builder(ServedGitHub.host().listener(calls::add), ServedGitHub.ids()).build();

  @AfterEach
  void removeEverything() {
    forge.close();
    ServedGitHub.remove(OWNER);
  }

  private Task create(Repository repository, String title) {
    return forge.createIssue(repository.id(), new IssueDraft(title, "Text", Set.of("bzzz-task")));
  }

  @Test
  void anIdlePollIsOneConditionalRequest() {
    ServedGitHub.create(NAME);
    Repository repository = forge.repository(NAME);
    for (int i = 1; i <= 12; i++) {
      create(repository, "Issue " + i);
    }
    calls.clear();

    for (int i = 0; i < IDLE; i++) {
      assertThat(forge.tasks(repository.id(), TaskQuery.open())).hasSize(12);
    }

    assertThat(calls).hasSizeBetween(IDLE, IDLE + 2); // without links, a second page may be tried
    assertThat(calls.stream().filter(call -> !call.answer().equals("304"))).hasSizeLessThan(5);

    TaskId changed = create(repository, "One more").id();
    forge.label(new TaskId(repository.id(), 1), Set.of(), Set.of("bzzz-task"));
    forge.setIssueOpen(new TaskId(repository.id(), 2), false);
    assertThat(forge.tasks(repository.id(), TaskQuery.open()))
        .extracting(Task::id)
        .hasSize(11)
        .contains(changed)
        .doesNotContain(new TaskId(repository.id(), 1), new TaskId(repository.id(), 2));
    assertThat(forge.tasks(repository.id(), TaskQuery.all())).hasSize(12);
  }

  @Test
  void aTaskTakesAtMostEightCalls() {
    ServedGitHub.create(NAME);
    Repository repository = forge.repository(NAME);
    TaskId id = create(repository, "Do it").id();
    forge.tasks(repository.id(), TaskQuery.open());
    calls.clear();

    Issue issue = forge.issue(id);
    forge.label(id, Set.of("in-progress"), Set.of());
    Claim claim =
        PublishedClaims.published(id, ServedGitHub.branch(NAME, "bzzz/" + issue.number() + "/t1"));
    forge.openPullRequest(claim, new PullRequestDraft("Done", ""));
    forge.comment(id, "Done.", "done");
    forge.label(id, Set.of("completed"), Set.of("in-progress"));

    assertThat(calls).hasSizeLessThanOrEqualTo(8);
    assertThat(calls).noneMatch(call -> call.answer().startsWith("4"));
  }
}
