package dev.bzzz.git.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.BranchWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Files, names and whole repositories, changed by whoever has the token for writing. */
class ChangesThroughTheApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServedForge forge = ServedForge.get();

  @Test
  void aFileIsCreatedChangedAndDeletedByCommits() throws Exception {
    RepositoryName repository = forge.repository("files");
    String path = "/repos/" + repository + "/contents/docs/a%20b.md";

    HttpResponse<String> created = send("PUT", path, put("Add it", "one", ""));
    String first = JSON.readTree(created.body()).at("/content/sha").asText();
    HttpResponse<String> blind = send("PUT", path, put("Again", "two", ""));
    HttpResponse<String> stale = send("PUT", path, put("Again", "two", "0".repeat(40)));
    HttpResponse<String> changed = send("PUT", path, put("Change it", "two", first));
    String second = JSON.readTree(changed.body()).at("/content/sha").asText();
    String got = send("GET", path, "").body();
    HttpResponse<String> early = send("DELETE", path, put("Away", "", first));
    HttpResponse<String> deleted =
        send("DELETE", path + "?message=Away&sha=" + second + "&branch=main", "");
    HttpResponse<String> gone = send("GET", path, "");

    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    assertThat(blind.statusCode()).isEqualTo(422);
    assertThat(blind.body()).contains("sha").contains("wasn't supplied");
    assertThat(stale.statusCode()).isEqualTo(409);
    assertThat(stale.body()).contains("docs/a b.md does not match");
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    assertThat(JSON.readTree(changed.body()).at("/commit/message").asText()).isEqualTo("Change it");
    assertThat(Base64.getMimeDecoder().decode(JSON.readTree(got).path("content").asText()))
        .isEqualTo("two".getBytes(UTF_8));
    assertThat(early.statusCode()).isEqualTo(409);
    assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
    assertThat(JSON.readTree(deleted.body()).get("content").isNull()).isTrue();
    assertThat(gone.statusCode()).isEqualTo(404);
  }

  @Test
  void noFileIsWrittenWhereGitKeepsItsOwn() throws Exception {
    RepositoryName repository = forge.repository("paths");
    String contents = "/repos/" + repository + "/contents/";

    for (String path : new String[] {".git/config", "a/.git/x", "a//b"}) {
      HttpResponse<String> refused = send("PUT", contents + path, put("No", "x", ""));
      assertThat(refused.statusCode()).as("%s: %s", path, refused.body()).isIn(400, 404, 422);
    }
    assertThat(send("PUT", contents + "x", "{\"message\":\"m\",\"content\":\"%\"}").statusCode())
        .isEqualTo(422);
    assertThat(
            send("PUT", contents + "x", "{\"message\":\"m\",\"content\":\"\",\"branch\":\"no\"}")
                .statusCode())
        .isEqualTo(404);
    assertThat(new BranchWriter(repository, gitDir(repository)).head("main")).isEmpty();
  }

  @Test
  void aRenamedRepositoryIsFoundByItsFormerName() throws Exception {
    RepositoryName former = forge.repository("former");
    new BranchWriter(former, gitDir(former))
        .commit(
            "main",
            Optional.empty(),
            new BranchWriter.Change(Map.of("a", "a".getBytes(UTF_8)), Set.of()),
            new BranchWriter.Entry("Bob", "bob@x", Instant.now(), "Begin"));
    forge.repository("taken");
    String id = JSON.readTree(send("GET", "/repos/" + former, "").body()).path("id").asText();

    HttpResponse<String> taken = send("PATCH", "/repos/" + former, "{\"name\":\"taken\"}");
    HttpResponse<String> bad = send("PATCH", "/repos/" + former, "{\"name\":\"../x\"}");
    HttpResponse<String> renamed = send("PATCH", "/repos/" + former, "{\"name\":\"today\"}");
    HttpResponse<String> asked = send("GET", "/repos/" + former + "/issues?state=all", "");
    HttpResponse<String> written = send("POST", "/repos/" + former + "/issues", "{}");
    ServedForge.Said git =
        forge.git(forge.folder("git"), "ls-remote", forge.gitUrl(former, ServedForge.READ));

    assertThat(taken.statusCode()).isEqualTo(422);
    assertThat(taken.body()).contains("already_exists");
    assertThat(bad.statusCode()).isEqualTo(422);
    JsonNode today = JSON.readTree(renamed.body());
    assertThat(today.path("full_name").asText()).isEqualTo(ServedForge.LOGIN + "/today");
    assertThat(today.path("id").asText()).isEqualTo(id);
    assertThat(asked.statusCode()).isEqualTo(301);
    assertThat(asked.headers().firstValue("Location"))
        .contains(
            forge.server.apiUrl() + "/repos/" + ServedForge.LOGIN + "/today/issues?state=all");
    assertThat(written.statusCode()).isEqualTo(307);
    assertThat(git.text()).contains("refs/heads/main");
  }

  @Test
  void aDeletedRepositoryIsGoneAndItsNameFree() throws Exception {
    RepositoryName repository = forge.repository("doomed");
    String id = forge.forge.repository(repository).id().value();

    HttpResponse<String> deleted = send("DELETE", "/repos/" + repository, "");
    HttpResponse<String> asked = send("GET", "/repos/" + repository, "");
    HttpResponse<String> again = send("DELETE", "/repos/" + repository, "");
    HttpResponse<String> created =
        send("POST", "/user/repos", "{\"name\":\"doomed\",\"auto_init\":true}");

    assertThat(deleted.statusCode()).isEqualTo(204);
    assertThat(asked.statusCode()).isEqualTo(404);
    assertThat(again.statusCode()).isEqualTo(404);
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    assertThat(forge.forge.repository(repository).id().value()).isNotEqualTo(id);
  }

  private Path gitDir(RepositoryName repository) {
    return Path.of(forge.forge.repository(repository).gitUrl());
  }

  private static String put(String message, String content, String sha) {
    var json = JSON.createObjectNode().put("message", message);
    json.put("content", Base64.getEncoder().encodeToString(content.getBytes(UTF_8)));
    return (sha.isEmpty() ? json : json.put("sha", sha)).toString();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return forge.send(forge.api(path).method(method, HttpRequest.BodyPublishers.ofString(body)));
  }
}
