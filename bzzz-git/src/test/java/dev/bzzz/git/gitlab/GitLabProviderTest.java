package dev.bzzz.git.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.HostInfo;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.LabelDraft;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.PublishedClaims;
import dev.bzzz.git.http.HostOptions;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an agent costs GitLab, what people do to projects meanwhile, and setting it up. */
class GitLabProviderTest {
  private static final RepositoryName NAME = new RepositoryName("acme", "widgets");
  private static final int IDLE = 40;
  private static final int RACERS = 4;

  private final FakeGitLab fake = FakeGitLab.start();
  private final MemoryIds ids = new MemoryIds();
  private final GitLabProvider forge = open();

  @AfterEach
  void close() {
    forge.close();
    fake.close();
  }

  private GitLabProvider open() {
    HostOptions.Builder host = HostOptions.builder(fake.url());
    return GitLabProvider.builder(host.token(Secret.fixed(FakeGitLab.TOKEN)), ids).build();
  }

  private Repository created() {
    forge.createOwner(NAME.owner());
    return forge.createRepository(NAME);
  }

  private TaskId task(Repository repository) {
    return forge
        .createIssue(repository.id(), new IssueDraft("Do it", "Text", Set.of("bzzz-task")))
        .id();
  }

  private Claim published(TaskId task) {
    String branch = "bzzz/" + task.number() + "/t1";
    return PublishedClaims.published(task, fake.project(NAME.toString()).commit(branch));
  }

  @Test
  void anIdlePollIsOneConditionalRequest() {
    Repository repository = created();
    TaskId first = task(repository);
    TaskId second = task(repository);
    for (int i = 0; i < 3; i++) { // the second look may move what the next ones ask for by a second
      forge.tasks(repository.id(), TaskQuery.open());
    }
    fake.asked().clear();

    for (int i = 0; i < IDLE; i++) {
      assertThat(forge.tasks(repository.id(), TaskQuery.open())).hasSize(2);
    }

    assertThat(fake.asked())
        .hasSize(IDLE)
        .allMatch(asked -> asked.startsWith("304 GET /gitlab/api/v4/projects/"));
    forge.label(first, Set.of(), Set.of("bzzz-task"));
    forge.setIssueOpen(second, false);
    assertThat(forge.tasks(repository.id(), TaskQuery.open())).isEmpty();
    assertThat(forge.tasks(repository.id(), TaskQuery.all()))
        .extracting(Task::id)
        .containsExactly(second);
  }

  @Test
  void aTaskTakesAtMostEightCalls() {
    Repository repository = created();
    TaskId id = task(repository);
    forge.tasks(repository.id(), TaskQuery.open());
    fake.asked().clear();

    Issue issue = forge.issue(id);
    forge.label(id, Set.of("in-progress"), Set.of());
    forge.openPullRequest(published(id), new PullRequestDraft("Done", ""));
    forge.comment(id, "Done.", "done");
    forge.label(id, Set.of("completed"), Set.of("in-progress"));

    assertThat(issue.comments()).isEmpty();
    assertThat(fake.asked()).hasSizeLessThanOrEqualTo(8).noneMatch(asked -> asked.startsWith("4"));
  }

  @Test
  void settingUpTwiceIsTheSameAsOnce() {
    assertThat(forge.host()).isEqualTo(new HostInfo("GitLab", "17.9.2", "ann"));
    assertThatThrownBy(() -> forge.createRepository(NAME))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("create the group first");
    forge.createOwner("ann");

    Repository repository = created();
    assertThat(created()).isEqualTo(repository);
    forge.createLabel(repository.id(), new LabelDraft("x", "00ff00", "An x"));
    forge.createLabel(repository.id(), new LabelDraft("x", "ff0000", ""));
    fake.project(NAME.toString()).branches.clear();
    assertThat(created()).isEqualTo(repository);
    assertThat(fake.project(NAME.toString()).branches).containsKey("main");

    forge.deleteRepository(NAME);
    forge.deleteRepository(NAME);
    assertThatThrownBy(() -> forge.repository(NAME)).isInstanceOf(NotFound.class);
  }

  @Test
  void onlyWhatWasLookedAtIsMerged() {
    Repository repository = created();
    Claim claim = published(task(repository));
    PullRequest pull = forge.openPullRequest(claim, new PullRequestDraft("Done", ""));

    assertThatThrownBy(() -> forge.mergePullRequest(repository.id(), 1, "9".repeat(40)))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("SHA does not match");
    forge.mergePullRequest(repository.id(), pull.number(), pull.head());
    forge.mergePullRequest(repository.id(), pull.number(), pull.head());
    forge.closePullRequest(repository.id(), pull.number());

    assertThat(forge.findPullRequest(repository.id(), pull.branch()).map(PullRequest::state))
        .contains(PullRequest.State.MERGED);
  }

  @Test
  void aProjectThatIsArchivedMeanwhileIsNamed() {
    Repository repository = created();
    Claim claim = published(task(repository));
    fake.project(NAME.toString()).archived = true;

    assertThatThrownBy(() -> forge.comment(claim.task(), "Done.", "done"))
        .isExactlyInstanceOf(PermanentException.class)
        .hasMessageContaining("cannot comment on issue acme/widgets#1")
        .hasMessageContaining("acme/widgets is archived");
    assertThatThrownBy(() -> forge.openPullRequest(claim, new PullRequestDraft("Done", "")))
        .hasMessageContaining("acme/widgets is archived");
    assertThat(forge.task(claim.task()).open()).isTrue();
  }

  @Test
  void aProjectThatIsRenamedMeanwhileStaysTheSame() {
    Repository repository = created();
    TaskId task = task(repository);
    fake.project(NAME.toString()).path = "acme/gizmos";

    forge.comment(task, "Done.", "done");
    assertThat(forge.tasks(repository.id(), TaskQuery.open())).hasSize(1);
    Repository renamed = forge.repository(new RepositoryName("acme", "gizmos"));

    assertThat(renamed.id()).isEqualTo(repository.id());
    assertThat(forge.repository(repository.id())).isEqualTo(renamed);
    assertThat(forge.issue(task).comments()).hasSize(1);
  }

  @Test
  void mergeRequestsOpenedAtOnceAreOne() throws Exception {
    Claim claim = published(task(created()));
    ExecutorService threads = Executors.newFixedThreadPool(RACERS);
    CyclicBarrier start = new CyclicBarrier(RACERS);
    Callable<PullRequest> open =
        () -> {
          try (GitLabProvider mine = open()) {
            mine.repository(NAME);
            start.await(30, TimeUnit.SECONDS);
            return mine.openPullRequest(claim, new PullRequestDraft("Done", ""));
          }
        };

    Set<Long> opened = new TreeSet<>();
    for (Future<PullRequest> each : threads.invokeAll(Collections.nCopies(RACERS, open))) {
      opened.add(each.get().number());
    }
    threads.shutdown();

    assertThat(opened).containsExactly(1L);
  }
}
