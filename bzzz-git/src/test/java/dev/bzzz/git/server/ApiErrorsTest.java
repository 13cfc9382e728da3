package dev.bzzz.git.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.TaskId;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits, conditions and errors of the API, and what attackers send. */
class ApiErrorsTest {
  private static final ServedForge FORGE = ServedForge.get();
  private static final String REPO = "/repos/ann/errors";
  private static Repository repository;

  @BeforeAll
  static void fill() {
    repository = FORGE.forge.repository(FORGE.repository("errors"));
    for (int i = 1; i <= 5; i++) {
      FORGE.forge.createIssue(repository.id(), new IssueDraft("Issue " + i, "", Set.of()));
    }
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return FORGE.send(FORGE.api(path).GET());
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return FORGE.send(FORGE.api(path).POST(BodyPublishers.ofString(body)));
  }

  @Test
  void tokensDecideWhoMayDoWhat() throws Exception {
    URI uri = URI.create(FORGE.server.apiUrl() + REPO + "/issues");
    HttpRequest.Builder read =
        HttpRequest.newBuilder(uri).header("Authorization", "token " + ServedForge.READ);

    HttpResponse<String> none = FORGE.send(HttpRequest.newBuilder(uri));
    HttpResponse<String> wrong =
        FORGE.send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer nonsense"));
    HttpResponse<String> reads = FORGE.send(read.copy().GET());
    HttpResponse<String> writes =
        FORGE.send(read.copy().POST(BodyPublishers.ofString("{\"title\":\"no\"}")));

    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.body()).contains("Requires authentication");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).contains("Bad credentials").doesNotContain("nonsense");
    assertThat(reads.statusCode()).isEqualTo(200);
    assertThat(writes.statusCode()).isEqualTo(403);
  }

  @Test
  void whatDoesNotExistIsNotFound() throws Exception {
    for (String path :
        new String[] {
          "/repos/ann/nothing",
          "/repos/ann/nothing/issues",
          REPO + "/issues/99",
          REPO + "/issues/abc",
          REPO + "/issues/1/unknown",
          REPO + "/pulls/1",
          REPO + "/hooks/1",
          REPO + "/labels/none",
          REPO + "/contents/x",
          REPO + "/git/ref/heads/none",
          "/repos/..%2f..%2fetc/passwd",
          "/repos/ann%2f..%2fann/errors",
          "/repos/.git/x",
          "/nonsense"
        }) {
      HttpResponse<String> answer = get(path);

      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.body()).as(path).contains("\"message\"").doesNotContain("bzzz-served");
    }
  }

  @Test
  void whatCannotBeReadIsRefused() throws Exception {
    assertThat(post(REPO + "/issues", "{\"title\":").statusCode()).isEqualTo(400);
    assertThat(post(REPO + "/issues", "[1]").statusCode()).isEqualTo(400);
    assertThat(post(REPO + "/issues", "[".repeat(100_000)).statusCode()).isEqualTo(400);
    assertThat(post(REPO + "/issues", "x".repeat(Call.MAX_BODY_BYTES + 1)).statusCode())
        .isEqualTo(413);
    HttpResponse<String> untitled = post(REPO + "/issues", "{}");
    assertThat(untitled.statusCode()).isEqualTo(422);
    assertThat(untitled.body()).contains("missing_field", "\"field\":\"title\"");
    assertThat(post(REPO + "/issues", "{\"title\":7}").statusCode()).isEqualTo(422);
    assertThat(post(REPO + "/issues", "{\"title\":\"" + "x".repeat(257) + "\"}").statusCode())
        .isEqualTo(422);
    assertThat(post(REPO + "/issues", "{\"title\":\"x\",\"labels\":[\"a\\nb\"]}").statusCode())
        .isEqualTo(422);
    assertThat(post("/user/repos", "{\"name\":\"../x\"}").statusCode()).isEqualTo(422);
    assertThat(post(REPO + "/hooks", "{\"config\":{\"url\":\"file:///etc/passwd\"}}").statusCode())
        .isEqualTo(422);
    assertThat(
            post(
                    REPO + "/git/refs",
                    "{\"ref\":\"refs/heads/a\",\"sha\":\"" + "1".repeat(40) + "\"}")
                .statusCode())
        .isEqualTo(422);
  }

  @Test
  void pagesAreBoundedAndLinked() throws Exception {
    HttpResponse<String> second = get(REPO + "/issues?per_page=2&page=2&direction=asc");
    HttpResponse<String> odd = get(REPO + "/issues?per_page=10000&page=0");
    HttpResponse<String> beyond = get(REPO + "/issues?page=999999999999");

    assertThat(second.body()).contains("\"number\":3", "\"number\":4").doesNotContain(":5,\"title");
    assertThat(second.headers().firstValue("Link").orElseThrow())
        .contains(
            "per_page=2&direction=asc&page=1>; rel=\"first\"",
            "page=1>; rel=\"prev\"",
            "page=3>; rel=\"next\"",
            "page=3>; rel=\"last\"");
    assertThat(odd.statusCode()).isEqualTo(200);
    assertThat(odd.headers().firstValue("Link")).isEmpty();
    assertThat(beyond.statusCode()).isEqualTo(200);
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() throws Exception {
    HttpResponse<String> first = get(REPO + "/issues/1");
    String tag = first.headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> same =
        FORGE.send(FORGE.api(REPO + "/issues/1").header("If-None-Match", "W/" + tag).GET());
    FORGE.forge.comment(new TaskId(repository.id(), 1), "from elsewhere", "m");
    HttpResponse<String> other =
        FORGE.send(FORGE.api(REPO + "/issues/1").header("If-None-Match", tag).GET());
    HttpResponse<String> listed = get(REPO + "/issues?per_page=1&direction=asc");

    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(listed.body()).contains("\"comments\":1");
    assertThat(other.headers().firstValue("X-RateLimit-Remaining")).isPresent();
    assertThat(get(REPO + "/issues?since=" + Instant.now().plusSeconds(60)).body()).isEqualTo("[]");
    assertThat(get(REPO + "/issues?since=yesterday").statusCode()).isEqualTo(422);
  }

  @Test
  void anArchivedRepositoryIsOnlyRead() throws Exception {
    RepositoryName name = FORGE.repository("archived");
    String path = "/repos/" + name;
    HttpRequest.Builder archive =
        FORGE.api(path).method("PATCH", BodyPublishers.ofString("{\"archived\":true}"));

    assertThat(FORGE.send(archive).body()).contains("\"archived\":true");

    assertThat(post(path + "/issues", "{\"title\":\"x\"}").statusCode()).isEqualTo(403);
    assertThat(get(path + "/issues").statusCode()).isEqualTo(200);
    HttpRequest.Builder push =
        HttpRequest.newBuilder(
                URI.create(
                    FORGE.server.url() + "/" + name + ".git/info/refs?service=git-receive-pack"))
            .header("Authorization", "Bearer " + ServedForge.WRITE);
    assertThat(FORGE.send(push).statusCode()).isEqualTo(403);
  }

  @Test
  void whatWouldHarmARepositoryIsRefusedWithTheReason() throws Exception {
    String harmed = "/repos/ann/harmed";
    FORGE.send(
        FORGE
            .api("/user/repos")
            .POST(BodyPublishers.ofString("{\"name\":\"harmed\",\"auto_init\":true}")));
    String file =
        FORGE.send(FORGE.api(harmed + "/contents/README.md").GET()).body().split("\"sha\":\"")[1];
    String head =
        FORGE.send(FORGE.api(harmed + "/commits/main").GET()).body().split("\"sha\":\"")[1];
    String blob = "\"sha\":\"" + file.substring(0, 40) + "\"}";
    String commit = "\"sha\":\"" + head.substring(0, 40) + "\"}";

    HttpResponse<String> branch =
        post(harmed + "/git/refs", "{\"ref\":\"refs/heads/file\"," + blob);
    HttpResponse<String> below =
        post(harmed + "/git/refs", "{\"ref\":\"refs/heads/main/x\"," + commit);
    HttpResponse<String> hook =
        post(harmed + "/hooks", "{\"config\":{\"url\":\"http://127.0.0.1:99999/\"}}");
    HttpResponse<String> inFile =
        FORGE.send(
            FORGE
                .api(harmed + "/contents/README.md/x")
                .PUT(BodyPublishers.ofString("{\"message\":\"m\",\"content\":\"aGkK\"}")));

    assertThat(branch.statusCode()).as(branch.body()).isEqualTo(422);
    assertThat(branch.body()).contains("not a commit");
    assertThat(below.statusCode()).as(below.body()).isEqualTo(422);
    assertThat(below.body()).contains("stands above or below");
    assertThat(hook.statusCode()).as(hook.body()).isEqualTo(422);
    assertThat(inFile.statusCode()).as(inFile.body()).isEqualTo(422);
    assertThat(inFile.body()).contains("README.md is a file");
  }

  @Test
  void whatGitWouldNotSendIsRefusedAndNoFaultOfTheServer() throws Exception {
    for (String service : new String[] {"git-upload-pack", "git-receive-pack"}) {
      for (String body : new String[] {"garbage", "zzzz", "00gg"}) {
        HttpResponse<String> answer = git(service, body, Optional.empty());

        assertThat(answer.statusCode()).as(service + " " + body).isEqualTo(400);
      }
      assertThat(git(service, "garbage", Optional.of("gzip")).statusCode()).isEqualTo(400);
      assertThat(git(service, "garbage", Optional.of("br")).statusCode()).isEqualTo(415);
    }
  }

  private static HttpResponse<String> git(String service, String body, Optional<String> encoding)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(FORGE.server.url() + "/ann/errors.git/" + service))
            .header("Authorization", "Bearer " + ServedForge.WRITE)
            .header("Content-Type", "application/x-" + service + "-request");
    encoding.ifPresent(each -> request.header("Content-Encoding", each));
    return FORGE.send(request.POST(BodyPublishers.ofString(body)));
  }

  @Test
  void malformedAddressesAreToldAsOtherErrorsAre() throws Exception {
    for (String path :
        new String[] {"/repos/%zz/x", "/repos/a%00b/x", "/repos/a%5Cb/x", "//repos/x", "/%e4"}) {
      String answer = raw(ApiPaths.ROOT + path);

      assertThat(answer)
          .as(path)
          .startsWith("HTTP/1.1 400")
          .contains("application/json", "\"message\"")
          .doesNotContain("<html");
    }
  }

  /** Java's own client sends no such address. */
  private static String raw(String path) throws Exception {
    URI url = FORGE.server.url();
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
              + ServedForge.WRITE
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void headIsTheDefaultBranch() throws Exception {
    FORGE.send(
        FORGE
            .api("/user/repos")
            .POST(BodyPublishers.ofString("{\"name\":\"headed\",\"auto_init\":true}")));

    assertThat(get("/repos/ann/headed/contents/README.md?ref=HEAD").statusCode()).isEqualTo(200);
    assertThat(get("/repos/ann/headed/commits/HEAD").body())
        .isEqualTo(get("/repos/ann/headed/commits/main").body());
    assertThat(get("/repos/ann/headed/commits?sha=HEAD").statusCode()).isEqualTo(200);
  }
}
