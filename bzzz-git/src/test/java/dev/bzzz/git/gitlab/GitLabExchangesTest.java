package dev.bzzz.git.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.Unauthorized;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.PublishedClaims;
import dev.bzzz.git.http.FakeHost;
import dev.bzzz.git.http.FakeHost.Asked;
import dev.bzzz.git.http.FakeHost.Reply;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.http.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What GitLab answers and the fake of it never does, by the files beside this class. */
class GitLabExchangesTest {
  private static final RepositoryName NAME = new RepositoryName("octo", "hello");
  private static final String HEAD = "8".repeat(40);
  private static final String PULLS = "/projects/4/merge_requests";

  private final FakeHost host = FakeHost.start();
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final AtomicReference<Runnable> onPause = new AtomicReference<>(() -> {});
  private final GitLabProvider forge =
      GitLabProvider.builder(HostOptions.builder(host.url()), new MemoryIds())
          .pause(duration -> onPause.get().run())
          .build();
  private final Repository repository;
  private final TaskId first;

  GitLabExchangesTest() {
    host.answers(this::answer);
    reply("GET /projects/octo%2Fhello", "project");
    repository = forge.repository(NAME);
    first = new TaskId(repository.id(), 1);
  }

  @AfterEach
  void close() {
    forge.close();
    host.close();
  }

  private Reply answer(Asked asked) {
    String key = asked.verb() + " " + asked.path().replaceFirst("^/api/v3", "");
    return Optional.ofNullable(replies.get(key))
        .or(() -> Optional.ofNullable(replies.get(key.replaceFirst("\\?.*", ""))))
        .orElseGet(() -> Reply.json(404, "{\"message\":\"404 Not Found\"}"));
  }

  private void reply(String request, String recorded) {
    replies.put(request, Recorded.reply(recorded));
  }

  private List<String> writes() {
    return host.asked().stream()
        .filter(asked -> !asked.verb().equals("GET"))
        .map(asked -> asked.verb() + " " + asked.path().replaceFirst("^/api/v3", "") + asked.body())
        .toList();
  }

  @Test
  void pagesAreCountedByTheHostsOwnHeader() {
    String list =
        "GET /projects/4/issues?scope=all&state=all&sort=asc&labels=bzzz-task"
            + "&order_by=created_at&per_page=100";
    reply(list, "issues");
    reply(list + "&page=2", "issues-2");

    List<Task> tasks = forge.tasks(repository.id(), TaskQuery.all());

    assertThat(tasks).extracting(task -> task.id().number()).containsExactly(1L, 2L, 3L);
    assertThat(tasks).extracting(Task::open).containsExactly(false, true, false);
  }

  @Test
  void notesOfTheHostItselfAreNoComments() {
    replies.put("GET /projects/4/issues/1", Reply.json(200, "{\"iid\":1,\"title\":\"T\"}"));
    reply("GET /projects/4/issues/1/notes", "notes");

    assertThat(forge.issue(first).comments())
        .extracting(comment -> comment.author() + ": " + comment.body().strip())
        .containsExactly("pipin: Text of the comment");
  }

  @Test
  void eventsOfBothKindsAreOneStory() {
    reply("GET /projects/4/issues/1/resource_state_events", "state-events");
    reply("GET /projects/4/issues/1/resource_label_events", "label-events");

    assertThat(forge.events(first))
        .extracting(IssueEvent::id, IssueEvent::label)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("state-143", ""),
            org.assertj.core.groups.Tuple.tuple("label-143", "p1"),
            org.assertj.core.groups.Tuple.tuple("state-144", ""));
  }

  @Test
  void theMergeRequestOfABranchIsItsOwnAndOpenIfOneIs() {
    reply("GET " + PULLS, "merge-requests");

    PullRequest pull = forge.findPullRequest(repository.id(), "bzzz/1/t1").orElseThrow();

    assertThat(pull.number()).isEqualTo(3);
    assertThat(pull.state()).isEqualTo(PullRequest.State.OPEN);
    assertThat(forge.findPullRequest(repository.id(), "bzzz/1/t2")).isEmpty();
  }

  @Test
  void theSecondMergeRequestOfARaceIsClosedAgain() {
    String mine = pull(2, "opened", HEAD);
    replies.put("GET " + PULLS, Reply.json(200, "[]"));
    replies.put("GET " + PULLS + "/2", Reply.json(200, mine));
    replies.put("PUT " + PULLS + "/2", Reply.json(200, mine));
    String both = "[" + mine + "," + pull(1, "opened", HEAD) + "]";
    host.answers(
        asked -> {
          if (asked.verb().equals("POST")) {
            replies.put("GET " + PULLS, Reply.json(200, both));
            return Reply.json(201, mine);
          }
          return answer(asked);
        });

    PullRequest opened = forge.openPullRequest(claim(), new PullRequestDraft("T".repeat(256), ""));

    assertThat(opened.number()).isEqualTo(1);
    assertThat(writes())
        .hasSize(2)
        .last()
        .isEqualTo("PUT " + PULLS + "/2{\"state_event\":\"close\"}");
    assertThat(writes().get(0)).contains("T".repeat(250)).doesNotContain("T".repeat(256));
  }

  @Test
  void aMergeRequestOfABranchThatIsGoneIsNone() {
    replies.put("GET " + PULLS, Reply.json(200, "[]"));
    replies.put("POST " + PULLS, Reply.json(201, pull(1, "opened", "")));
    replies.put("GET " + PULLS + "/1", Reply.json(200, pull(1, "opened", "")));
    replies.put("PUT " + PULLS + "/1", Reply.json(200, pull(1, "closed", "")));

    assertThatThrownBy(() -> forge.openPullRequest(claim(), new PullRequestDraft("T", "")))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("bzzz/1/t1 does not exist");
    assertThat(writes()).hasSize(2).last().asString().contains("close");

    replies.put("GET " + PULLS, Reply.json(200, "[" + pull(1, "closed", "") + "]"));
    assertThat(forge.findPullRequest(repository.id(), "bzzz/1/t1")).isEmpty();

    replies.put("POST " + PULLS, Reply.json(422, "{\"message\":[\"Source branch is invalid\"]}"));
    assertThatThrownBy(() -> forge.openPullRequest(claim(), new PullRequestDraft("T", "")))
        .isInstanceOf(NotFound.class);
  }

  private Claim claim() {
    return PublishedClaims.published(first, HEAD);
  }

  private static String pull(int number, String state, String sha) {
    return "{\"iid\":"
        + number
        + ",\"state\":\""
        + state
        + "\",\"source_branch\":\"bzzz/1/t1\",\"target_branch\":\"main\",\"sha\":"
        + (sha.isEmpty() ? null : "\"" + sha + "\"")
        + "}";
  }

  @Test
  void whatCannotBeMergedYetIsWaitedForAWhile() {
    reply("GET " + PULLS + "/1", "checking");
    reply("PUT " + PULLS + "/1/merge", "cannot-be-merged");
    assertThatThrownBy(() -> forge.mergePullRequest(repository.id(), 1, HEAD))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("merge request octo/hello!1")
        .hasMessageContaining("still at work");
    assertThat(writes()).hasSize(Patience.MAX_LOOKS);

    onPause.set(() -> reply("PUT " + PULLS + "/1/merge", "checking")); // 200
    forge.mergePullRequest(repository.id(), 1, HEAD);
    assertThat(writes()).hasSize(Patience.MAX_LOOKS + 2);

    reply("PUT " + PULLS + "/1/merge", "cannot-be-merged");
    reply("GET " + PULLS + "/1", "conflict");
    assertThatThrownBy(() -> forge.mergePullRequest(repository.id(), 1, HEAD))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("Branch cannot be merged, conflict");
  }

  @Test
  void aNameIsWaitedForUntilTheProjectBeforeIsDeleted() {
    RepositoryName name = new RepositoryName("octo", "again");
    replies.put("GET /namespaces/octo", Reply.json(200, "{\"id\":3}"));
    reply("POST /projects", "taken");
    onPause.set(() -> reply("GET /projects/octo%2Fagain", "project"));

    assertThat(forge.createRepository(name)).isEqualTo(repository);

    assertThat(writes()).hasSize(2);
  }

  @Test
  void refusalsAreOneClearLine() {
    reply("GET /projects/4/issues/1", "unauthorized");
    assertThatThrownBy(() -> forge.task(first))
        .isInstanceOf(Unauthorized.class)
        .hasMessageContaining("cannot read issue octo/hello#1: ")
        .hasMessageContaining("401 Unauthorized");

    reply("PUT /projects/4/issues/1", "scope");
    assertThatThrownBy(() -> forge.label(first, Set.of("x"), Set.of()))
        .isInstanceOf(Unauthorized.class)
        .hasMessageContaining("insufficient_scope");
    assertThatThrownBy(() -> forge.label(first, Set.of("a,b"), Set.of()))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("no labels with a comma");
    forge.label(first, Set.of(), Set.of("a,b"));

    reply("GET /projects/4/issues/1", "limited");
    TransientException limited =
        catchThrowableOfType(TransientException.class, () -> forge.task(first));
    assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(30));
    assertThat(limited).hasMessageContaining("Retry later").hasMessageNotContaining("\n");
  }

  @Test
  void projectsAreFoundWhereTheyWentAndRefusedWhereTheyCannotBeUsed() {
    reply("GET /projects/octo%2Fbefore", "moved");
    reply("GET /projects/4", "project");
    reply("GET /projects/octo%2Fold", "archived");
    reply("GET /projects/octo%2Fdeep", "sub-group");
    replies.put(
        "GET /projects",
        Reply.json(
            200,
            "["
                + Recorded.reply("sub-group").body()
                + ","
                + Recorded.reply("archived").body()
                + ","
                + Recorded.reply("project").body()
                + "]"));

    assertThat(forge.repository(new RepositoryName("octo", "before"))).isEqualTo(repository);
    assertThatThrownBy(() -> forge.repository(new RepositoryName("octo", "old")))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("octo/old: it is archived");
    assertThatThrownBy(() -> forge.repository(new RepositoryName("octo", "deep")))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("sub-group");
    assertThat(forge.repositories()).containsExactly(repository);
  }
}
