package dev.bzzz.git.gitea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.Unauthorized;
import dev.bzzz.core.repo.HostInfo;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.git.http.FakeHost;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.http.Patience;
import dev.bzzz.git.http.RecordedExchanges;
import dev.bzzz.git.http.RepositoryIdSource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What hosts answer and {@link FakeGitea} does not, as the resources have it. */
class GiteaExchangesTest {
  private static final RepositoryId ID = new RepositoryId("0123456789abcdef0123456789abcdef");
  private static final RepositoryName NAME = new RepositoryName("acme", "widgets");

  private final FakeHost host = FakeHost.start();
  private final List<Duration> pauses = new ArrayList<>();
  private final GiteaProvider forge = open();

  @AfterEach
  void close() {
    forge.close();
    host.close();
  }

  private GiteaProvider open() {
    URI api = host.url().resolve("/api/v1");
    return GiteaProvider.builder(
            HostOptions.builder(api).timeout(Duration.ofSeconds(10)), new OneId())
        .pause(pauses::add)
        .build();
  }

  private record OneId() implements RepositoryIdSource {
    @Override
    public Optional<RepositoryId> find(RepositoryName name, URI gitUrl) {
      return Optional.of(ID);
    }

    @Override
    public RepositoryId ensure(RepositoryName name, URI gitUrl) {
      return ID;
    }
  }

  private Repository answering(String resource) {
    host.answers(new RecordedExchanges(GiteaExchangesTest.class, resource, "/api/v1"));
    return forge.repository(NAME);
  }

  private static TaskId task(long number) {
    return new TaskId(ID, number);
  }

  @Test
  void everyErrorIsOneLineOfTheRightKind() {
    answering("errors.json");

    assertReading(1, Unauthorized.class, "401 (user does not exist");
    assertReading(2, Unauthorized.class, "required=[read:issue]");
    assertReading(3, NotFound.class, "The target couldn't be found.");
    assertReading(4, NotFound.class, "404 (Not found.)");
    assertReading(5, TransientException.class, "502 Bad Gateway");
    assertReading(6, TransientException.class, "an HTML page, 'Sign In - Gitea' instead of JSON");
    assertReading(7, PermanentException.class, "303");
    assertReading(8, PermanentException.class, "https://elsewhere.example");
    assertClosing(9, "423 (Repo is archived)");
    assertClosing(10, "413 (quota exceeded)");
    assertClosing(11, "it still has open dependencies");
    assertReading(12, TransientException.class, "allows no more requests for 30 s");
    assertThat(
            catchThrowableOfType(TransientException.class, () -> forge.issue(task(1))).retryAfter())
        .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
  }

  private void assertReading(long number, Class<? extends BzzzException> kind, String says) {
    assertThatThrownBy(() -> forge.issue(task(number)))
        .isInstanceOf(kind)
        .hasMessageContaining(says)
        .hasMessageStartingWith("cannot read issue acme/widgets#" + number)
        .message()
        .doesNotContain("\n");
  }

  private void assertClosing(long number, String says) {
    assertThatThrownBy(() -> forge.setIssueOpen(task(number), false))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("cannot close issue acme/widgets#" + number)
        .hasMessageContaining(says);
  }

  @Test
  void pagesOfAnySizeAndOrderAreReadOnce() {
    answering("shapes.json");

    assertThat(forge.tasks(ID, TaskQuery.all()))
        .extracting(task -> task.id().number())
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 10L, 12L);
    assertThat(forge.tasks(ID, TaskQuery.open())).hasSize(8);
    assertThat(forge.repositories())
        .extracting(each -> each.name().toString())
        .containsExactly("acme/widgets");
  }

  @Test
  void whatIsMissingNullOrUnknownIsBorne() {
    answering("shapes.json");

    Issue issue = forge.issue(task(1));
    assertThat(issue.body()).isEmpty();
    assertThat(issue.author()).isEqualTo("Ghost");
    assertThat(issue.createdAt()).isEqualTo(Instant.parse("2026-01-02T11:04:05Z"));
    assertThat(issue.comments()).hasSize(2);
    assertThat(forge.events(task(1)))
        .extracting(event -> event.id() + " " + event.kind() + " " + event.label())
        .containsExactly("71 UNLABELLED bzzz-human", "at-1767323049-reopen REOPENED ");
    assertThat(forge.createIssue(ID, new IssueDraft("New", "", Set.of())).id().number())
        .isEqualTo(30); // also with 200
    assertThat(forge.host()).isEqualTo(new HostInfo("Forgejo", "9.0.3+gitea-1.22.0", ""));
  }

  @Test
  void ofSeveralPullRequestsTheMergedOneCountsAndForksDoNot() {
    answering("shapes.json");

    PullRequest found = forge.findPullRequest(ID, "bzzz/1/t1").orElseThrow();

    assertThat(found.number()).isEqualTo(22);
    assertThat(found.state()).isEqualTo(PullRequest.State.MERGED);
    assertThat(found.branch()).isEqualTo("bzzz/1/t1");
  }

  @Test
  void whatIsStillCheckedIsWaitedForAndThenLeft() {
    answering("shapes.json");

    assertThatThrownBy(() -> forge.mergePullRequest(ID, 21, "e".repeat(40)))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("the host is still at work on it");
    assertThat(pauses).hasSize(Patience.MAX_LOOKS - 1);
  }
}
