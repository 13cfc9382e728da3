package dev.bzzz.git.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.git.local.BranchWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kohsuke.github.GHCommitState;
import org.kohsuke.github.GHEvent;
import org.kohsuke.github.GHFileNotFoundException;
import org.kohsuke.github.GHIssue;
import org.kohsuke.github.GHIssueComment;
import org.kohsuke.github.GHIssueState;
import org.kohsuke.github.GHPullRequest;
import org.kohsuke.github.GHRef;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.HttpException;

/** A GitHub client that others wrote, against our server. */
class GitHubClientTest {
  private static final ServedForge FORGE = ServedForge.get();
  private static GitHub github;

  @BeforeAll
  static void connect() throws Exception {
    github =
        new GitHubBuilder()
            .withEndpoint(FORGE.server.apiUrl().toString())
            .withOAuthToken(ServedForge.WRITE)
            .build();
  }

  private static GHRepository created(String name) throws Exception {
    return github.createRepository(name).autoInit(true).create();
  }

  /** A branch with one commit more than main. */
  private static void branch(GHRepository repository, String branch, String file) throws Exception {
    String main = repository.getRef("heads/main").getObject().getSha();
    repository.createRef("refs/heads/" + branch, main);
    RepositoryName name = new RepositoryName(ServedForge.LOGIN, repository.getName());
    new BranchWriter(name, Path.of(FORGE.forge.repository(name).gitUrl()))
        .commit(
            branch,
            Optional.of(main),
            new BranchWriter.Change(
                Map.of(file, (file + "\n").getBytes(StandardCharsets.UTF_8)), Set.of()),
            new BranchWriter.Entry("Bob", "bob@x", Instant.now(), "Add " + file));
  }

  @Test
  void theUserAndItsRepositoriesAreFound() throws Exception {
    github.checkApiUrlValidity();

    GHRepository repository = created("mine");

    assertThat(github.isCredentialValid()).isTrue();
    assertThat(github.getMyself().getLogin()).isEqualTo(ServedForge.LOGIN);
    assertThat(github.getRepository("ann/mine").getDefaultBranch()).isEqualTo("main");
    assertThat(github.getUser("ann").getRepositories()).containsKey("mine");
    assertThat(repository.getFileContent("README.md").read()).hasContent("# mine");
    assertThat(repository.getDirectoryContent("/")).hasSize(1);
    assertThat(repository.getBranch("main").getSHA1()).hasSize(40);
    assertThat(repository.queryCommits().list().toList())
        .singleElement()
        .satisfies(commit -> assertThat(commit.getCommitShortInfo().getMessage()).contains("Init"));
    assertThatThrownBy(() -> created("mine")).isInstanceOf(HttpException.class);
    assertThat(github.getOrganization("team").createRepository("shared").create().getFullName())
        .isEqualTo("team/shared");
  }

  @Test
  void issuesAreCreatedListedChangedAndCommented() throws Exception {
    GHRepository repository = created("issues");
    repository.createLabel("bug", "ff0000", "is wrong");

    GHIssue first =
        repository.createIssue("First").body("text").label("bug").label("new-one").create();
    GHIssue second = repository.createIssue("Second").assignee("ann").create();
    first.comment("hello");
    second.addLabels("later/on");
    second.removeLabel("later/on");
    second.close();

    assertThat(repository.getIssues(GHIssueState.OPEN)).hasSize(1);
    assertThat(repository.getIssues(GHIssueState.ALL)).hasSize(2);
    GHIssue again = repository.getIssue(first.getNumber());
    assertThat(again.getBody()).isEqualTo("text");
    assertThat(again.getComments()).singleElement().extracting("body").isEqualTo("hello");
    assertThat(again.getLabels()).extracting("name").containsExactly("bug", "new-one");
    assertThat(repository.getLabel("bug").getColor()).isEqualTo("ff0000");
    assertThat(repository.listLabels().toList()).extracting("name").contains("bug", "new-one");
    GHIssue closed = repository.getIssue(second.getNumber());
    assertThat(closed.getState()).isEqualTo(GHIssueState.CLOSED);
    assertThat(closed.getClosedAt()).isNotNull();
    assertThat(closed.getAssignees()).extracting("login").containsExactly("ann");
    assertThat(closed.listEvents().toList()).extracting("event").containsExactly("unlabeled");
    closed.setTitle("Other");
    closed.reopen();
    assertThat(repository.getIssue(second.getNumber()).getTitle()).isEqualTo("Other");
    assertThatThrownBy(() -> repository.getIssue(99)).isInstanceOf(GHFileNotFoundException.class);
  }

  @Test
  void refsAreCreatedMovedAndDeletedButNeverLost() throws Exception {
    GHRepository repository = created("refs");
    branch(repository, "work", "a.txt");
    String main = repository.getRef("heads/main").getObject().getSha();
    String work = repository.getRef("heads/work").getObject().getSha();

    GHRef claim = repository.createRef("refs/bzzz/claims/1", main);
    claim.updateTo(work, false);

    assertThat(repository.getRef("bzzz/claims/1").getObject().getSha()).isEqualTo(work);
    assertThat(repository.listRefs("bzzz/claims/").toList()).hasSize(1);
    assertThatThrownBy(() -> claim.updateTo(main, false)).hasMessageContaining("fast forward");
    claim.updateTo(main, true);
    claim.delete();
    assertThatThrownBy(() -> repository.getRef("bzzz/claims/1"))
        .isInstanceOf(GHFileNotFoundException.class);
    assertThatThrownBy(() -> repository.createRef("refs/heads/work", main))
        .hasMessageContaining("Reference already exists");
    assertThatThrownBy(() -> repository.createRef("refs/bzzz/issues/9", main))
        .hasMessageContaining("kept by the forge");
  }

  @Test
  void pullRequestsAreMergedInThreeWays() throws Exception {
    GHRepository repository = created("pulls");
    for (GHPullRequest.MergeMethod method : GHPullRequest.MergeMethod.values()) {
      String branch = "bzzz/" + (method.ordinal() + 1) + "/t1";
      branch(repository, branch, method + ".txt");
      GHPullRequest pull = repository.createPullRequest("Do " + method, branch, "main", "text");

      if (method == GHPullRequest.MergeMethod.MERGE) {
        assertThat(pull.listFiles().toList())
            .extracting("filename")
            .containsExactly(method + ".txt");
        assertThat(pull.listCommits().toList()).hasSize(1);
        assertThat(repository.getPullRequest(pull.getNumber()).getMergeable()).isTrue();
        assertThatThrownBy(() -> repository.createPullRequest("Again", branch, "main", ""))
            .hasMessageContaining("already exists");
        assertThatThrownBy(() -> pull.merge("no", "0".repeat(40), method))
            .isInstanceOf(HttpException.class)
            .hasMessageContaining("Head branch was modified");
      }
      pull.merge("done", pull.getHead().getSha(), method);

      GHPullRequest merged = repository.getPullRequest(pull.getNumber());
      assertThat(merged.isMerged()).isTrue();
      assertThat(merged.getState()).isEqualTo(GHIssueState.CLOSED);
      assertThat(merged.getMergeCommitSha())
          .isEqualTo(repository.getRef("heads/main").getObject().getSha());
      assertThat(
              FORGE
                  .forge
                  .findPullRequest(
                      FORGE.forge.repository(new RepositoryName("ann", "pulls")).id(), branch)
                  .orElseThrow()
                  .state())
          .isEqualTo(PullRequest.State.MERGED);
    }
    assertThat(repository.getPullRequests(GHIssueState.OPEN)).isEmpty();
    assertThat(repository.getPullRequests(GHIssueState.CLOSED)).hasSize(3);
    assertThat(
            repository
                .queryPullRequests()
                .head("ann:bzzz/1/t1")
                .state(GHIssueState.ALL)
                .list()
                .toList())
        .hasSize(1);
    assertThat(repository.getDirectoryContent("/")).hasSize(4);
  }

  @Test
  void commentsAreChangedAndDeletedAndKeepTheirNumbers() throws Exception {
    GHIssue issue = created("comments").createIssue("Discussed").create();
    GHIssueComment first = issue.comment("First");
    GHIssueComment second = issue.comment("Second");
    TaskId id =
        new TaskId(
            FORGE.forge.repository(new RepositoryName("ann", "comments")).id(), issue.getNumber());

    second.update("Second thoughts");
    first.delete();
    GHIssueComment third = issue.comment("Third");

    assertThat(issue.queryComments().list().toList())
        .extracting(GHIssueComment::getBody)
        .containsExactly("Second thoughts", "Third");
    assertThat(third.getId()).isEqualTo(second.getId() + 1);
    assertThat(FORGE.forge.issue(id).comments()).hasSize(2);
    GHIssue now = issue.getRepository().getIssue(issue.getNumber());
    assertThat(now.getCommentsCount()).isEqualTo(2);
    assertThat(issue.getRepository().queryIssues().list().toList().get(0).getCommentsCount())
        .isEqualTo(2);
    assertThatThrownBy(first::delete).isInstanceOf(GHFileNotFoundException.class);
    assertThatThrownBy(() -> first.update("again")).isInstanceOf(GHFileNotFoundException.class);
    assertThatThrownBy(() -> second.update(" ")).hasMessageContaining("missing_field");
  }

  @Test
  void aConflictIsNotMerged() throws Exception {
    GHRepository repository = created("conflict");
    branch(repository, "one", "README.md");
    branch(repository, "two", "README.md");
    repository.getRef("heads/one");
    GHPullRequest one = repository.createPullRequest("One", "one", "main", "");
    GHPullRequest two = repository.createPullRequest("Two", "two", "main", "");
    RepositoryName name = new RepositoryName("ann", "conflict");
    BranchWriter writer = new BranchWriter(name, Path.of(FORGE.forge.repository(name).gitUrl()));
    writer.commit(
        "two",
        writer.head("two"),
        new BranchWriter.Change(Map.of("README.md", new byte[] {'x'}), Set.of()),
        new BranchWriter.Entry("Bob", "bob@x", Instant.now(), "Other"));

    one.merge("one");

    assertThat(repository.getPullRequest(two.getNumber()).getMergeable()).isFalse();
    assertThatThrownBy(() -> two.merge("two")).hasMessageContaining("not mergeable");
  }

  @Test
  void statusesAreKeptForEachCommit() throws Exception {
    GHRepository repository = created("statuses");
    String commit = repository.getRef("heads/main").getObject().getSha();

    repository.createCommitStatus(commit, GHCommitState.PENDING, null, "runs", "build");
    repository.createCommitStatus(commit, GHCommitState.SUCCESS, "http://x/1", "fine", "build");

    assertThat(repository.listCommitStatuses(commit).toList()).hasSize(2);
    assertThat(repository.getLastCommitStatus(commit).getState()).isEqualTo(GHCommitState.SUCCESS);
  }

  @Test
  void webhooksAreToldOfChangesWithASignature() throws Exception {
    BlockingQueue<List<String>> heard = new LinkedBlockingQueue<>();
    HttpServer listener =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listener.createContext(
        "/hook",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          heard.add(
              List.of(
                  String.valueOf(exchange.getRequestHeaders().getFirst("X-GitHub-Event")),
                  String.valueOf(exchange.getRequestHeaders().getFirst("X-Hub-Signature-256")),
                  body));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    listener.start();
    try {
      GHRepository repository = created("hooks");
      String url = "http://127.0.0.1:" + listener.getAddress().getPort() + "/hook";
      repository.createHook(
          "web",
          Map.of("url", url, "content_type", "json", "secret", "s3cret"),
          EnumSet.of(GHEvent.ISSUES, GHEvent.ISSUE_COMMENT, GHEvent.PUSH),
          true);
      List<String> ping = heard.poll(20, TimeUnit.SECONDS);
      repository.createIssue("Told").create();
      List<String> issue = heard.poll(20, TimeUnit.SECONDS);

      assertThat(ping).isNotNull();
      assertThat(ping.get(0)).isEqualTo("ping");
      assertThat(issue).isNotNull();
      assertThat(issue.get(0)).isEqualTo("issues");
      assertThat(issue.get(1)).isEqualTo("sha256=" + HookSender.signature("s3cret", issue.get(2)));
      assertThat(issue.get(2)).contains("\"action\":\"opened\"", "\"title\":\"Told\"");
      assertThat(repository.getHooks())
          .singleElement()
          .satisfies(hook -> assertThat(hook.getConfig()).containsEntry("secret", "********"));
      repository.getHooks().get(0).delete();
      assertThat(repository.getHooks()).isEmpty();
    } finally {
      listener.stop(0);
    }
  }
}
