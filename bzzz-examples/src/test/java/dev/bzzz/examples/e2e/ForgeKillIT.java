package dev.bzzz.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bzzz.examples.cli.PlainGit;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills the forge server while it is written to: what it has answered is there afterwards. */
@Timeout(300)
final class ForgeKillIT {
  private static final String TOKEN = "token-of-the-killed-forge";
  private static final int ROUNDS = 2;
  private static final int ISSUES_A_ROUND = 10;
  private static final int PUSHES_A_ROUND = 3;

  @TempDir private Path temp;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Long, String> issues = new ConcurrentHashMap<>();
  private final Map<String, String> branches = new ConcurrentHashMap<>();
  private AgentProgram program;
  private Path checkout;

  @BeforeEach
  void prepare() throws Exception {
    program = new AgentProgram(temp.resolve("logs"));
    Files.writeString(temp.resolve("token"), TOKEN);
    checkout = PlainGit.repository(temp.resolve("checkout"));
  }

  @AfterEach
  void end() {
    program.close();
  }

  @Test
  void whatItHasAnsweredSurvivesItsDeath() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Served served = start();
      if (round == 0) {
        assertThat(
                send(served, "/user/repos", "{\"name\":\"kept\",\"auto_init\":true}").statusCode())
            .isEqualTo(201);
      }
      int issuesBefore = issues.size();
      int branchesBefore = branches.size();
      Thread opens = thread(() -> openIssues(served));
      Thread pushes = thread(() -> push(served));
      Waiting.until(
          "enough was answered",
          () ->
              issues.size() >= issuesBefore + ISSUES_A_ROUND
                  && branches.size() >= branchesBefore + PUSHES_A_ROUND);
      served.process().kill();
      served.process().await();
      opens.join();
      pushes.join();

      GitView kept = new GitView(temp.resolve("forge/bzzz/kept.git"));
      kept.isClean();
      assertThat(kept.refs()).containsAllEntriesOf(branches);
    }

    assertThat(listed(start())).containsAllEntriesOf(issues);
  }

  private record Served(AgentProgram.Running process, URI url, URI apiUrl) {}

  private Served start() throws Exception {
    AgentProgram.Running server =
        program.start(
            "forge",
            "serve",
            "--dir",
            temp.resolve("forge"),
            "--port",
            0,
            "--token",
            "file:" + temp.resolve("token"),
            "--json");
    Waiting.until("the forge serves", () -> server.output().contains("\n") || !server.alive());
    assertThat(server.alive()).as(server.errors()).isTrue();
    JsonNode first = new ObjectMapper().readTree(server.output());
    return new Served(
        server, URI.create(first.path("url").asText()), URI.create(first.path("apiUrl").asText()));
  }

  private interface Work {
    void run() throws Exception;
  }

  private static Thread thread(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception | AssertionError e) {
                // the server was killed, and what is under way may be there or not
              }
            });
    thread.start();
    return thread;
  }

  private void openIssues(Served served) throws Exception {
    for (int i = 0; ; i++) {
      String title = "Issue " + issues.size() + " try " + i;
      HttpResponse<String> answer =
          send(served, "/repos/bzzz/kept/issues", "{\"title\":\"" + title + "\"}");
      assertThat(answer.statusCode()).isEqualTo(201);
      issues.put(new ObjectMapper().readTree(answer.body()).path("number").asLong(), title);
    }
  }

  private void push(Served served) throws Exception {
    String url =
        served.url().toString().replace("http://", "http://any:" + TOKEN + "@") + "/bzzz/kept.git";
    for (; ; ) {
      String ref = "refs/heads/b" + branches.size();
      PlainGit.run(checkout, "commit", "-q", "--allow-empty", "-m", ref);
      PlainGit.run(checkout, "push", "-q", url, "+HEAD:" + ref);
      branches.put(ref, PlainGit.run(checkout, "rev-parse", "HEAD"));
    }
  }

  private Map<Long, String> listed(Served served) throws Exception {
    Map<Long, String> found = new TreeMap<>();
    int before;
    int page = 1;
    do {
      before = found.size();
      String path = "/repos/bzzz/kept/issues?state=all&per_page=100&page=" + page++;
      HttpRequest request = request(served, path).GET().build();
      String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      new ObjectMapper()
          .readTree(body)
          .forEach(each -> found.put(each.path("number").asLong(), each.path("title").asText()));
    } while (found.size() > before);
    return found;
  }

  private HttpResponse<String> send(Served served, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        request(served, path).POST(BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(Served served, String path) {
    return HttpRequest.newBuilder(URI.create(served.apiUrl() + path))
        .header("Authorization", "Bearer " + TOKEN);
  }
}
