package dev.bzzz.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Feature;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link RepositoryProvider} must do. A subclass supplies the forge. */
public abstract class RepositoryProviderContract {
  private static final RepositoryName NAME = new RepositoryName("acme", "widgets");
  private static final Set<String> TASK = Set.of("bzzz-task");

  private RepositoryProvider forge;
  private Repository repository;

  /**
   * Opens the forge under test, which is empty at first; called again, it is the same forge opened
   * once more.
   */
  protected abstract RepositoryProvider open();

  /** Creates a repository on the forge under test, with a commit on its default branch. */
  protected abstract void createRepository(RepositoryName name);

  /** Creates a branch with one commit of its own and returns that commit. */
  protected abstract String createBranch(Repository repository, String branch);

  /** How many do the same thing at once; fewer where each of them costs much. */
  protected int racers() {
    return 16;
  }

  /** Merges a branch into the default branch, as a human would. */
  protected abstract void merge(Repository repository, String branch);

  @BeforeEach
  final void openForge() {
    createRepository(NAME);
    forge = open();
    repository = forge.repository(NAME);
  }

  @AfterEach
  final void closeForge() {
    forge.close();
  }

  @Test
  final void aRepositoryKeepsItsIdWhoeverOpensIt() {
    createRepository(new RepositoryName("acme", "gadgets"));
    try (RepositoryProvider again = open()) {
      assertThat(again.repository(NAME)).isEqualTo(repository);
      assertThat(again.repositories())
          .extracting(each -> each.name().toString())
          .containsExactly("acme/gadgets", "acme/widgets");
      assertThat(again.repositories()).extracting(Repository::id).doesNotHaveDuplicates();
    }
  }

  @Test
  final void anIssueIsReadAsItWasWritten() {
    String body = "Grüße 🐝\n\n## Requirements\n- one\n\tindented\r\n\u0001";
    Task created = forge.createIssue(repository.id(), draft("Ünï \"title\" \\ 🐝", body));

    try (RepositoryProvider again = open()) {
      Issue issue = again.issue(created.id());
      assertThat(issue.title()).isEqualTo("Ünï \"title\" \\ 🐝");
      assertThat(issue.body()).isEqualTo(body);
      assertThat(issue.labels()).isEqualTo(TASK);
      assertThat(issue.open()).isTrue();
      assertThat(issue.comments()).isEmpty();
      assertThat(again.task(created.id())).isEqualTo(created);
      assertThat(created.requirements()).isNotEmpty();
    }
  }

  @Test
  final void anIssueMayHaveNoText() {
    Task created = forge.createIssue(repository.id(), new IssueDraft("Only a title", "", Set.of()));

    assertThat(forge.issue(created.id()).body()).isEmpty();
    assertThat(forge.task(created.id()).labelled()).isFalse();
  }

  @Test
  final void issuesAreNumberedFromOneWithoutGaps() {
    for (int i = 1; i <= 12; i++) {
      assertThat(create("Issue " + i).number()).isEqualTo(i);
    }
    assertThat(forge.tasks(repository.id(), TaskQuery.open()))
        .extracting(task -> task.id().number())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 12).boxed().toList());
  }

  @Test
  final void issuesCreatedAtOnceGetDistinctNumbers() throws Exception {
    List<Task> created =
        atOnce(
            racers(),
            i -> {
              try (RepositoryProvider mine = open()) {
                return mine.createIssue(repository.id(), draft("Issue " + i, ""));
              }
            });

    assertThat(created)
        .extracting(task -> task.id().number())
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, racers()).boxed().toList());
    assertThat(forge.tasks(repository.id(), TaskQuery.open())).hasSize(racers());
  }

  @Test
  final void changesMadeAtOnceAllArrive() throws Exception {
    TaskId id = create("Busy");

    atOnce(
        racers(),
        i -> {
          try (RepositoryProvider mine = open()) {
            mine.label(id, Set.of("label-" + i), Set.of());
            mine.comment(id, "Comment", "marker-" + i);
            return i;
          }
        });

    assertThat(forge.issue(id).labels()).hasSize(racers() + 1);
    assertThat(forge.issue(id).comments()).hasSize(racers());
  }

  @Test
  final void aListHoldsWhatWasAskedForInOrderOfNumbers() {
    TaskId open = create("Open");
    TaskId closed = create("Closed");
    forge.setIssueOpen(closed, false);
    TaskId other =
        forge.createIssue(repository.id(), new IssueDraft("No task", "", Set.of("question"))).id();

    assertThat(listed(TaskQuery.open())).containsExactly(open);
    assertThat(listed(TaskQuery.all())).containsExactly(open, closed);
    assertThat(listed(new TaskQuery(Set.of(), true, Optional.empty())))
        .containsExactly(open, closed, other);
    assertThat(listed(new TaskQuery(Set.of("question"), false, Optional.empty())))
        .containsExactly(other);
    assertThat(
            listed(
                new TaskQuery(
                    Set.of(), true, Optional.of(forge.issue(other).updatedAt().plusSeconds(60)))))
        .isEmpty();
  }

  @Test
  final void anIssueIsClosedAndReopened() {
    TaskId id = create("Door");

    forge.setIssueOpen(id, false);
    forge.setIssueOpen(id, false);
    assertThat(forge.task(id).open()).isFalse();

    forge.setIssueOpen(id, true);
    assertThat(forge.task(id).open()).isTrue();
  }

  @Test
  final void reopeningsAndRemovedLabelsAreTold() {
    Assumptions.assumeTrue(
        forge.features().contains(Feature.ISSUE_EVENTS),
        "skipped: this forge lacks ISSUE_EVENTS, so it does not tell what happened to an issue");
    TaskId id = create("Story");
    TaskId other = create("Another");

    forge.label(id, Set.of("bzzz-human"), Set.of());
    forge.setIssueOpen(id, false);
    forge.comment(id, "Wait.", "wait");
    forge.setIssueOpen(id, true);
    forge.label(id, Set.of("x"), Set.of("bzzz-human"));
    forge.setIssueOpen(id, false);
    forge.setIssueOpen(id, true);

    List<IssueEvent> events = forge.events(id);
    assertThat(events)
        .extracting(event -> event.kind() + " " + event.label())
        .containsExactly("REOPENED ", "UNLABELLED bzzz-human", "REOPENED ");
    assertThat(events).extracting(IssueEvent::id).doesNotHaveDuplicates();
    assertThat(events).extracting(IssueEvent::at).isSorted();
    assertThat(events.get(0).at()).isAfterOrEqualTo(forge.issue(id).createdAt());
    assertThat(forge.events(other)).isEmpty();
    try (RepositoryProvider again = open()) {
      assertThat(again.events(id)).isEqualTo(events);
    }
    assertNotFound(() -> forge.events(new TaskId(repository.id(), 77)), "77");
  }

  @Test
  final void labelsAreAddedAndRemoved() {
    TaskId id = create("Labels");

    forge.label(id, Set.of("in-progress", "ünï 🐝"), Set.of("never-there"));
    forge.label(id, Set.of("completed"), Set.of("in-progress"));

    assertThat(forge.issue(id).labels())
        .containsExactlyInAnyOrder("bzzz-task", "ünï 🐝", "completed");
  }

  @Test
  final void aCommentIsMadeOnceForItsMarker() {
    TaskId id = create("Comments");

    forge.comment(id, "First.", "a");
    forge.comment(id, "First again.", "a");
    forge.comment(id, "Second 🐝\n<!-- bzzz:c -->\nwith more", "b");
    forge.comment(id, "Third, though somebody wrote its marker.", "c");

    List<Comment> comments = forge.issue(id).comments();
    assertThat(comments).hasSize(3);
    assertThat(comments.get(0).body()).startsWith("First.").doesNotContain("again");
    assertThat(comments.get(1).body()).startsWith("Second 🐝");
    assertThat(comments.get(2).body()).startsWith("Third");
  }

  @Test
  final void whatIsNotThereIsNamed() {
    RepositoryId unknown = new RepositoryId("0".repeat(32));
    TaskId missing = new TaskId(repository.id(), 77);

    assertNotFound(() -> forge.repository(new RepositoryName("acme", "nothing")), "acme/nothing");
    assertNotFound(() -> forge.tasks(unknown, TaskQuery.open()), unknown.value());
    assertNotFound(() -> forge.task(missing), "77");
    assertNotFound(() -> forge.issue(missing), "77");
    assertNotFound(() -> forge.comment(missing, "x", "x"), "77");
    assertNotFound(() -> forge.label(missing, Set.of("x"), Set.of()), "77");
    assertNotFound(() -> forge.setIssueOpen(missing, false), "77");
    assertNotFound(() -> forge.pullRequestOpenedAt(repository.id(), 77), "77");
    assertNotFound(() -> forge.commentOnPullRequest(repository.id(), 77, "x", "x"), "77");
    assertNotFound(() -> forge.closePullRequest(repository.id(), 77), "77");
    assertThat(forge.findPullRequest(repository.id(), "bzzz/77/t1")).isEmpty();
  }

  @Test
  final void aPullRequestIsOpenedForAPublishedClaim() {
    Claim claim = publishedClaim("Do it");

    PullRequest pull =
        forge.openPullRequest(claim, new PullRequestDraft("Done 🐝", "What and why."));

    assertThat(pull.state()).isEqualTo(PullRequest.State.OPEN);
    assertThat(pull.branch()).isEqualTo(claim.work().branch());
    assertThat(pull.head()).isEqualTo(claim.work().head().orElseThrow());
    assertThat(pull.base()).isEqualTo(repository.defaultBranch());
    assertThat(pull.title()).isEqualTo("Done 🐝");
    assertThat(pull.body()).startsWith("What and why.").endsWith(claim.marker());
    if (forge.features().contains(Feature.SHARED_NUMBERS)) {
      assertThat(pull.number()).isNotEqualTo(claim.task().number());
    }
    try (RepositoryProvider again = open()) {
      assertThat(again.findPullRequest(repository.id(), pull.branch())).contains(pull);
      assertThat(again.tasks(repository.id(), TaskQuery.all())).hasSize(1);
    }
  }

  @Test
  final void aPullRequestIsNotTheIssueThatItIsFor() {
    Claim claim = publishedClaim("Do it");
    PullRequest pull = forge.openPullRequest(claim, new PullRequestDraft("Done", ""));

    forge.commentOnPullRequest(repository.id(), pull.number(), "Out of date.", "stale");
    forge.commentOnPullRequest(repository.id(), pull.number(), "Out of date.", "stale");

    Issue issue = forge.issue(claim.task());
    assertThat(issue.comments()).isEmpty();
    assertThat(forge.pullRequestOpenedAt(repository.id(), pull.number()))
        .isAfterOrEqualTo(issue.createdAt());
    if (forge.features().contains(Feature.SHARED_NUMBERS)) {
      assertThat(forge.issue(new TaskId(repository.id(), pull.number())).comments()).hasSize(1);
    }
  }

  @Test
  final void aSecondPullRequestOfABranchIsTheFirst() {
    Claim claim = publishedClaim("Do it");
    PullRequest first = forge.openPullRequest(claim, new PullRequestDraft("First", ""));

    PullRequest second = forge.openPullRequest(claim, new PullRequestDraft("Second", ""));

    assertThat(second).isEqualTo(first);
  }

  @Test
  final void pullRequestsOpenedAtOnceAreOne() throws Exception {
    Assumptions.assumeTrue(
        forge.features().contains(Feature.UNIQUE_PULL_REQUESTS),
        "skipped: this forge lacks UNIQUE_PULL_REQUESTS, so a race may open two");
    Claim claim = publishedClaim("Do it");

    List<PullRequest> opened =
        atOnce(
            racers(),
            i -> {
              try (RepositoryProvider mine = open()) {
                return mine.openPullRequest(claim, new PullRequestDraft("Title " + i, "Body"));
              }
            });

    assertThat(opened).containsOnly(opened.get(0));
    if (forge.features().contains(Feature.SHARED_NUMBERS)) {
      assertThat(create("Next").number()).isEqualTo(opened.get(0).number() + 1);
    }
  }

  @Test
  final void aMergedPullRequestIsFoundAsMerged() {
    Claim claim = publishedClaim("Do it");
    PullRequest pull = forge.openPullRequest(claim, new PullRequestDraft("Done", ""));

    merge(repository, pull.branch());

    assertThat(forge.findPullRequest(repository.id(), pull.branch()).map(PullRequest::state))
        .contains(PullRequest.State.MERGED);
  }

  @Test
  final void aClosedPullRequestIsFoundAsClosed() {
    Claim claim = publishedClaim("Do it");
    PullRequest pull = forge.openPullRequest(claim, new PullRequestDraft("Done", ""));

    forge.closePullRequest(repository.id(), pull.number());
    forge.closePullRequest(repository.id(), pull.number());

    assertThat(forge.task(claim.task()).open()).isTrue();
    assertThat(forge.findPullRequest(repository.id(), pull.branch()).map(PullRequest::state))
        .contains(PullRequest.State.CLOSED);
    assertThat(forge.openPullRequest(claim, new PullRequestDraft("Again", "")).number())
        .isEqualTo(pull.number());
  }

  @Test
  final void aClaimThatIsNotPublishedGetsNoPullRequest() {
    Claim held = PublishedClaims.held(create("Do it"));

    assertThatThrownBy(() -> forge.openPullRequest(held, new PullRequestDraft("Early", "")))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("not published");
    assertThat(forge.findPullRequest(repository.id(), held.work().branch())).isEmpty();
  }

  private Claim publishedClaim(String title) {
    TaskId task = create(title);
    return PublishedClaims.published(
        task, createBranch(repository, "bzzz/" + task.number() + "/t1"));
  }

  private TaskId create(String title) {
    return forge.createIssue(repository.id(), draft(title, "Text")).id();
  }

  private List<TaskId> listed(TaskQuery query) {
    return forge.tasks(repository.id(), query).stream().map(Task::id).toList();
  }

  private static IssueDraft draft(String title, String body) {
    return new IssueDraft(title, body, TASK);
  }

  private static void assertNotFound(Runnable action, String named) {
    assertThatThrownBy(action::run).isInstanceOf(NotFound.class).hasMessageContaining(named);
  }

  private interface Numbered<T> {
    T call(int number) throws Exception;
  }

  private static <T> List<T> atOnce(int threads, Numbered<T> action) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CyclicBarrier start = new CyclicBarrier(threads);
    try {
      List<Callable<T>> calls = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        calls.add(
            () -> {
              start.await(30, TimeUnit.SECONDS);
              return action.call(number);
            });
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : pool.invokeAll(calls, 60, TimeUnit.SECONDS)) {
        results.add(future.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
