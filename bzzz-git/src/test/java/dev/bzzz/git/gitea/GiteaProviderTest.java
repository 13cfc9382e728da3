package dev.bzzz.git.gitea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import dev.bzzz.core.Unauthorized;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.HostInfo;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.LabelDraft;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.PublishedClaims;
import dev.bzzz.git.http.FakeHost.Asked;
import dev.bzzz.git.http.HostOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is special about Gitea, on the fake. */
class GiteaProviderTest {
  private static final RepositoryName NAME = new RepositoryName("acme", "widgets");
  private static final PullRequestDraft TEXT = new PullRequestDraft("Done", "");
  private static final int IDLE = 20;
  private static final int RACERS = 4;

  private final FakeGitea host = new FakeGitea();
  private final FakeRepository hosted = host.create(NAME);
  private final GiteaProvider forge = host.provider();
  private final Repository repository = forge.repository(NAME);

  @AfterEach
  void close() {
    forge.close();
    host.close();
  }

  private TaskId create(String title) {
    return forge
        .createIssue(repository.id(), new IssueDraft(title, "Text", Set.of("bzzz-task")))
        .id();
  }

  private Claim published(TaskId task) {
    return PublishedClaims.published(task, hosted.branch("bzzz/" + task.number() + "/t1"));
  }

  @Test
  void anIdlePollIsOneRequestForWhatHasChanged() {
    long label = hosted.issues.get(create("Issue 1").number()).labels.iterator().next();
    for (int i = 2; i <= 60; i++) { // more than a page
      hosted.open("Issue " + i).putOn(label);
    }
    hosted.issues.values().forEach(each -> each.updated = each.updated.minus(Duration.ofHours(1)));
    forge.tasks(repository.id(), TaskQuery.open());
    host.asked().clear();

    for (int i = 0; i < IDLE; i++) {
      assertThat(forge.tasks(repository.id(), TaskQuery.open())).hasSize(60);
    }

    assertThat(host.asked()).hasSize(IDLE);
    assertThat(host.asked()).extracting(Asked::path).allMatch(path -> path.contains("&since="));
    forge.setIssueOpen(new TaskId(repository.id(), 7), false);
    forge.label(new TaskId(repository.id(), 8), Set.of(), Set.of("bzzz-task"));
    assertThat(forge.tasks(repository.id(), TaskQuery.open())).hasSize(58);
    assertThat(forge.tasks(repository.id(), TaskQuery.all())).hasSize(59);
  }

  @Test
  void aTaskTakesAtMostEightCalls() {
    forge.createLabel(repository.id(), new LabelDraft("in-progress", "00ff00", ""));
    forge.createLabel(repository.id(), new LabelDraft("completed", "0000ff", "It is done"));
    TaskId id = create("Do it");
    Claim claim = published(id);
    host.asked().clear();

    forge.task(id);
    forge.label(id, Set.of("in-progress"), Set.of());
    forge.openPullRequest(claim, TEXT);
    forge.findPullRequest(repository.id(), claim.work().branch());
    forge.label(id, Set.of("completed"), Set.of("in-progress"));

    assertThat(host.asked()).hasSizeLessThanOrEqualTo(8);
    host.asked().clear();
    forge.comment(id, "Done.", "done");
    assertThat(host.asked()).hasSize(2);
  }

  @Test
  void ofThePullRequestsOfARaceTheOldestStaysOpen() throws Exception {
    Claim claim = published(create("Do it"));
    hosted.racing = true;
    ExecutorService threads = Executors.newFixedThreadPool(RACERS);
    try (GiteaProvider other = host.provider()) {
      other.repository(NAME);
      Callable<PullRequest> ask = () -> forge.openPullRequest(claim, TEXT);
      Callable<PullRequest> askToo = () -> other.openPullRequest(claim, TEXT);

      for (Future<PullRequest> each : threads.invokeAll(List.of(ask, askToo, ask, askToo))) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }

    PullRequest kept = forge.openPullRequest(claim, TEXT);
    assertThat(hosted.issues.values().stream().filter(each -> each.isPull() && each.open))
        .extracting(each -> each.number)
        .containsExactly(kept.number());
    assertThat(kept.number()).isEqualTo(2);
  }

  @Test
  void besideOneThatPeopleHavePointedElsewhereNoneStaysOpen() {
    Claim claim = published(create("Do it"));
    PullRequest first = forge.openPullRequest(claim, TEXT);
    hosted.issues.get(first.number()).base = "release";

    PullRequest second = forge.openPullRequest(claim, TEXT);

    assertThat(second.number()).isEqualTo(first.number());
    assertThat(hosted.issues.get(first.number()).open).isTrue();
    assertThat(hosted.issues.get(first.number() + 1).open).isFalse();
  }

  @Test
  void aPullRequestPointedElsewhereOrWithoutItsBranchIsFound() {
    Claim claim = published(create("Do it"));
    String branch = claim.work().branch();
    long number = forge.openPullRequest(claim, TEXT).number();
    hosted.issues.get(number).base = "release";
    assertThat(forge.findPullRequest(repository.id(), branch)).isPresent();

    hosted.branches.remove(branch);
    hosted.issues.get(number).merge();

    PullRequest found = forge.findPullRequest(repository.id(), branch).orElseThrow();
    assertThat(found.state()).isEqualTo(PullRequest.State.MERGED);
    assertThat(found.branch()).isEqualTo(branch);
    assertThat(found.head()).isEqualTo(claim.work().head().orElseThrow());
    assertThat(found.base()).isEqualTo("release");
    forge.closePullRequest(repository.id(), number); // it is not open, which is what was asked for
  }

  @Test
  void withoutItsBranchNoPullRequestIsOpened() {
    Claim claim = published(create("Do it"));
    hosted.branches.remove(claim.work().branch());

    assertThatThrownBy(() -> forge.openPullRequest(claim, TEXT))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining(claim.work().branch())
        .hasMessageContaining("does not exist");
  }

  @Test
  void ofLabelsWithOneNameTheOldestIsUsedAndAllAreTakenOff() {
    TaskId id = create("Do it");
    hosted.labels.put(9001L, "x");
    hosted.labels.put(9002L, "x");
    forge.label(id, Set.of("x"), Set.of());
    FakeIssue issue = hosted.issues.get(id.number());
    assertThat(issue.labels).contains(9001L).doesNotContain(9002L);

    issue.putOn(9002L);
    forge.label(id, Set.of(), Set.of("x"));

    assertThat(issue.labels).hasSize(1);
    assertThat(forge.events(id)).extracting(IssueEvent::label).containsExactly("x", "x");
  }

  @Test
  void aLabelThatWasDeletedMeanwhileIsCreatedAgain() {
    create("First");
    hosted.labels.clear();

    TaskId second = create("Second");
    forge.label(second, Set.of("y"), Set.of());
    hosted.labels.clear();
    hosted.issues.get(second.number()).labels.clear();
    forge.label(second, Set.of("y"), Set.of());

    assertThat(forge.issue(second).labels()).containsExactly("y");
  }

  @Test
  void whatHappenedIsToldThroughAllPages() {
    TaskId id = create("Do it");
    FakeIssue issue = hosted.issues.get(id.number());
    for (int i = 0; i < FakeCall.MAX_ITEMS + 10; i++) {
      issue.setOpen(i % 2 != 0);
    }

    assertThat(issue.timeline).hasSizeGreaterThan(FakeCall.MAX_ITEMS);
    assertThat(forge.events(id)).hasSize((FakeCall.MAX_ITEMS + 10) / 2);
  }

  @Test
  void aRenamedRepositoryIsTheSame() {
    TaskId id = create("Do it");
    host.rename(NAME, new RepositoryName("acme", "gadgets"));

    forge.label(id, Set.of("x"), Set.of()); // writes follow, too

    assertThat(forge.repository(NAME).name().name()).isEqualTo("gadgets");
    assertThat(forge.repository(NAME).id()).isEqualTo(repository.id());
    assertThat(forge.issue(id).labels()).contains("x");
  }

  @Test
  void anArchivedRepositoryIsNamedAndLeftAlone() {
    TaskId id = create("Do it");
    hosted.archived = true;

    assertThatThrownBy(() -> forge.repository(NAME))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("acme/widgets: it is archived");
    assertThatThrownBy(() -> forge.setIssueOpen(id, false))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("423 (Repo is archived");
    assertThat(forge.repositories()).isEmpty();
  }

  @Test
  void aWrongTokenIsToldWithoutBeingShown() {
    HostOptions.Builder options = HostOptions.builder(host.api()).token(Secret.fixed("wrong1234"));
    try (GiteaProvider other = GiteaProvider.builder(options, host.idSource()).build()) {
      assertThatThrownBy(() -> other.repository(NAME))
          .isInstanceOf(Unauthorized.class)
          .hasMessageContaining("401 (token is required)")
          .message()
          .doesNotContain("wrong1234");
    }
  }

  @Test
  void aForgeIsSetUpAndTakenDownAsOftenAsOneLikes() {
    RepositoryName name = new RepositoryName("bees", "honey");
    assertThatThrownBy(() -> forge.createRepository(name))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("no organisation bees");
    for (int i = 0; i < 2; i++) {
      forge.createOwner("bees");
      forge.createOwner(FakeGitea.LOGIN);
      Repository created = forge.createRepository(name);
      forge.createLabel(created.id(), new LabelDraft("bzzz-task", "ededed", ""));
      assertThat(created.defaultBranch()).isEqualTo("main");
    }
    assertThat(host.repository(name).labels).hasSize(1);
    assertThat(host.repository(name).branches).containsKey("main");
    host.repository(name).branches.clear(); // as if interrupted
    forge.createRepository(name);
    assertThat(host.repository(name).branches).containsKey("main");
    assertThat(forge.createRepository(new RepositoryName(FakeGitea.LOGIN, "mine")).name().name())
        .isEqualTo("mine");

    assertThat(forge.host()).isEqualTo(new HostInfo("Gitea", "1.22.3", FakeGitea.LOGIN));
    forge.deleteRepository(name);
    forge.deleteRepository(name);
    assertThatThrownBy(() -> forge.repository(name)).isInstanceOf(NotFound.class);
  }

  @Test
  void onlyWhatWasLookedAtIsMerged() {
    Claim claim = published(create("Do it"));
    PullRequest pull = forge.openPullRequest(claim, TEXT);
    assertThatThrownBy(() -> forge.mergePullRequest(repository.id(), pull.number(), "0".repeat(40)))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("look at what is new");

    forge.mergePullRequest(repository.id(), pull.number(), pull.head());
    forge.mergePullRequest(repository.id(), pull.number(), pull.head());

    assertThat(forge.findPullRequest(repository.id(), pull.branch()).orElseThrow().state())
        .isEqualTo(PullRequest.State.MERGED);
    PullRequest other = forge.openPullRequest(published(create("More")), TEXT);
    forge.closePullRequest(repository.id(), other.number());
    assertThatThrownBy(() -> forge.mergePullRequest(repository.id(), other.number(), other.head()))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("it is closed");
  }
}
