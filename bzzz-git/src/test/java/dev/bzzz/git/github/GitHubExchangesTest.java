package dev.bzzz.git.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.PublishedClaims;
import dev.bzzz.git.http.FakeHost;
import dev.bzzz.git.http.FakeHost.Asked;
import dev.bzzz.git.http.FakeHost.Reply;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.http.RepositoryIdSource;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What GitHub and its relatives answer and our own server never does: exchanges written from
 * GitHub's public REST documentation, version 2022-11-28.
 */
class GitHubExchangesTest {
  private static final RepositoryId ID = new RepositoryId("0123456789abcdef0123456789abcdef");
  private static final RepositoryName NAME = new RepositoryName("octo", "hello");
  private static final String ISSUES = "/repos/octo/hello/issues";
  private static final String PULLS = "/repos/octo/hello/pulls";

  private final FakeHost host = FakeHost.start();
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final GitHubProvider forge =
      GitHubProvider.builder(HostOptions.builder(host.url()), new OneId()).build();

  GitHubExchangesTest() {
    host.answers(this::answer);
    reply("GET /repos/octo/hello", 200, repository("octo/hello", false));
  }

  @AfterEach
  void close() {
    forge.close();
    host.close();
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

  private Reply answer(Asked asked) {
    String path = asked.path().replaceFirst("^/api/v3", "");
    String key = asked.verb() + " " + path;
    return Optional.ofNullable(replies.get(key))
        .or(() -> Optional.ofNullable(replies.get(key.replaceFirst("\\?.*", ""))))
        .orElseGet(() -> Reply.json(404, "{\"message\":\"Not Found\",\"status\":\"404\"}"));
  }

  private void reply(String request, int status, String json) {
    replies.put(request, Reply.json(status, json.replace('\'', '"')));
  }

  private String repository(String name, boolean archived) {
    return "{'id':1296269,'full_name':'"
        + name
        + "','clone_url':'http://localhost/"
        + name
        + ".git','default_branch':'main','archived':"
        + archived
        + "}";
  }

  private static String issue(int number, String more) {
    return "{'id':0,'number':"
        + number
        + ",'title':'T','body':null,'user':null,'state':'open','labels':[{'id':0,'name':'bzzz-task'}],"
        + "'created_at':'2026-01-01T00:00:00Z','updated_at':'2026-01-01T00:00:00Z'"
        + more
        + "}";
  }

  private static String pull(int number, String head, String state) {
    return "{'id':0,'number':"
        + number
        + ",'title':'P','body':'','user':{'login':'bot'},"
        + state
        + ",'head':{'ref':'"
        + head
        + "','sha':'abc','label':'octo:"
        + head
        + "','repo':{'full_name':'octo/hello'}},'base':{'ref':'main','repo':{'full_name':'octo/hello'}}}";
  }

  @Test
  void pullRequestsAmongIssuesAreNoTasks() {
    Repository repository = forge.repository(NAME);
    List<String> first = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      first.add(issue(31 - i, i % 2 == 0 ? ",'pull_request':{'url':'x'}" : ""));
    }
    // Neither link nor size of the page, and what moved meanwhile comes twice.
    String query = "GET " + ISSUES + "?state=all&labels=bzzz-task&per_page=100";
    reply(query, 200, "[" + String.join(",", first) + "]");
    reply(query + "&page=2", 200, "[" + issue(1, "") + "," + issue(40, "") + "]");

    assertThat(forge.tasks(repository.id(), TaskQuery.open()))
        .extracting(task -> task.id().number())
        .hasSize(17)
        .startsWith(1L, 2L, 4L)
        .endsWith(30L, 40L);
  }

  @Test
  void commentsWithoutIdsAreToldApart() {
    TaskId id = new TaskId(forge.repository(NAME).id(), 3);
    String comment = "{'id':0,'user':{'login':'a'},'body':'%s','created_at':null}";
    reply("GET " + ISSUES + "/3", 200, issue(3, ",'comments':2"));
    reply(
        "GET " + ISSUES + "/3/comments",
        200,
        "[" + comment.formatted("one") + "," + comment.formatted("two") + "]");
    String event = "{'id':%s,'event':'%s','created_at':'2026-01-01T00:00:0%sZ'%s}";
    reply(
        "GET " + ISSUES + "/3/events",
        200,
        "["
            + event.formatted("9", "reopened", "5", "")
            + ","
            + event.formatted("7", "closed", "4", "")
            + ","
            + event.formatted("0", "unlabeled", "3", ",'label':{'name':'x'}")
            + "]");

    assertThat(forge.issue(id).comments()).extracting("body").containsExactly("one", "two");
    assertThat(forge.events(id))
        .extracting(IssueEvent::id)
        .containsExactly("at-1767225603-unlabeled", "9");
  }

  @Test
  void aRenamedRepositoryIsTheSame() {
    replies.put(
        "GET /repos/octo/hello",
        new Reply(
            301,
            "{\"message\":\"Moved Permanently\"}",
            List.of("Location", host.url() + "/repositories/1296269")));
    reply("GET /repositories/1296269", 200, repository("octo/world", false));

    Repository found = forge.repository(NAME);

    assertThat(found.name()).hasToString("octo/world");
    assertThat(found.id()).isEqualTo(ID);
  }

  @Test
  void anArchivedRepositoryIsNamed() {
    reply("GET /repos/octo/hello", 200, repository("octo/hello", true));

    assertThatThrownBy(() -> forge.repository(NAME))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("octo/hello: it is archived");
  }

  @Test
  void gitIsNotSentToAnotherHost() {
    String elsewhere = repository("octo/hello", false).replace("localhost", "evil.example");
    reply("GET /repos/octo/hello", 200, elsewhere);

    assertThatThrownBy(() -> forge.repository(NAME))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("http://evil.example/octo/hello.git")
        .hasMessageContaining("localhost only");
    try (GitHubProvider allowing =
        GitHubProvider.builder(HostOptions.builder(host.url()), new OneId())
            .gitHost("Evil.example")
            .build()) {
      assertThat(allowing.repository(NAME).gitUrl()).hasHost("evil.example");
    }
  }

  @Test
  void whatIsGoneOrMovedIsNotThere() {
    TaskId id = new TaskId(forge.repository(NAME).id(), 3);
    reply("GET " + ISSUES + "/3", 410, "{'message':'This issue was deleted','status':'410'}");
    assertThatThrownBy(() -> forge.task(id))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("This issue was deleted");

    replies.put(
        "GET " + ISSUES + "/3",
        new Reply(301, "", List.of("Location", "/api/v3/repositories/5/issues/8")));
    reply("GET /repositories/5/issues/8", 200, issue(8, ""));
    assertThatThrownBy(() -> forge.task(id))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("moved to another repository");
  }

  @Test
  void aSecondaryLimitIsHeeded() {
    TaskId id = new TaskId(forge.repository(NAME).id(), 3);
    replies.put(
        "GET " + ISSUES + "/3",
        Reply.json(
                403,
                "{\"message\":\"You have exceeded a secondary rate limit. Please wait a few"
                    + " minutes before you try again.\"}")
            .with("Retry-After", 60));

    assertThat(catchThrowableOfType(TransientException.class, () -> forge.task(id)).retryAfter())
        .isEqualTo(Duration.ofSeconds(60));
    int asked = host.asked().size();
    assertThatThrownBy(() -> forge.label(id, Set.of("x"), Set.of()))
        .isInstanceOf(TransientException.class);
    assertThat(host.asked()).hasSize(asked);
  }

  @Test
  void onlyThePullRequestOfTheBranchItselfIsFound() {
    Repository repository = forge.repository(NAME);
    String ofAFork =
        pull(7, "bzzz/3/t1", "'state':'open'").replaceFirst("octo/hello", "stranger/hello");
    String ofALostFork =
        pull(8, "bzzz/3/t1", "'state':'open'")
            .replaceFirst("\\{'full_name':'octo/hello'\\}", "null");
    reply(
        "GET " + PULLS,
        200,
        "["
            + String.join(
                ",",
                ofAFork,
                ofALostFork,
                pull(9, "other", "'state':'open'"),
                pull(4, "bzzz/3/t1", "'state':'closed'"),
                pull(5, "bzzz/3/t1", "'state':'closed','merged_at':'2026-01-01T00:00:00Z'"))
            + "]");

    assertThat(forge.findPullRequest(repository.id(), "bzzz/3/t1"))
        .hasValueSatisfying(
            pull -> {
              assertThat(pull.number()).isEqualTo(5);
              assertThat(pull.state()).isEqualTo(PullRequest.State.MERGED);
            });
    assertThat(host.asked().get(1).path()).contains("head=octo%3Abzzz%2F3%2Ft1&state=all");
  }

  @Test
  void whyAPullRequestIsRefusedIsFoundOut() {
    Repository repository = forge.repository(NAME);
    reply("GET " + ISSUES + "/3", 200, issue(3, ""));
    Task task = forge.task(new TaskId(repository.id(), 3));
    Claim claim = PublishedClaims.published(task.id(), "a".repeat(40));
    PullRequestDraft draft = new PullRequestDraft("Done", "");
    reply("GET " + PULLS, 200, "[]");
    reply(
        "POST " + PULLS,
        422,
        "{'message':'Validation Failed','errors':[{'resource':'PullRequest','field':'head',"
            + "'code':'invalid'}]}");

    assertThatThrownBy(() -> forge.openPullRequest(claim, draft))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("the branch " + claim.work().branch() + " does not exist");

    String branch = claim.work().branch();
    reply("GET /repos/octo/hello/git/ref/heads/" + branch, 200, "{'ref':'x'}");
    reply(
        "POST " + PULLS,
        422,
        "{'message':'Validation Failed','errors':[{'resource':'PullRequest','code':'custom',"
            + "'message':'No commits between main and it'}]}");
    assertThatThrownBy(() -> forge.openPullRequest(claim, draft))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("No commits between main and it");

    reply(
        "POST " + PULLS,
        422,
        "{'message':'Validation Failed','errors':[{'resource':'PullRequest','code':'custom',"
            + "'message':'A pull request already exists for octo:it.'}]}");
    host.answers(
        asked -> {
          if (asked.verb().equals("POST")) {
            reply("GET " + PULLS, 200, "[" + pull(11, branch, "'state':'open'") + "]");
          }
          return answer(asked);
        });
    assertThat(forge.openPullRequest(claim, draft).number()).isEqualTo(11);
  }
}
