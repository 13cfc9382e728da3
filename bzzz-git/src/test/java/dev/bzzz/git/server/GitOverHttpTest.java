package dev.bzzz.git.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.server.ServedForge.Said;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class GitOverHttpTest {
  private final ServedForge forge = ServedForge.get();

  private Path workTree(RepositoryName repository) throws IOException, InterruptedException {
    Path folder = forge.folder("work");
    forge.git(folder, "init", "-q", "-b", "main");
    Files.writeString(folder.resolve("README.md"), "# Test\n");
    forge.git(folder, "add", ".");
    forge.git(folder, "commit", "-q", "-m", "first");
    Said added =
        forge.git(folder, "remote", "add", "origin", forge.gitUrl(repository, ServedForge.WRITE));
    assertThat(added.exitCode()).isZero();
    return folder;
  }

  @Test
  void whatIsPushedCanBeClonedWithTheTokenForReading() throws Exception {
    RepositoryName repository = forge.repository("clone");
    Path work = workTree(repository);

    Said push = forge.git(work, "push", "origin", "main", "HEAD:refs/bzzz/claims/7");
    Said clone =
        forge.git(forge.folder("to"), "clone", forge.gitUrl(repository, ServedForge.READ), "x");
    Said claims = forge.git(work, "ls-remote", "origin", "refs/bzzz/claims/*", "refs/heads/main");

    assertThat(push.exitCode()).as(push.text()).isZero();
    assertThat(clone.exitCode()).as(clone.text()).isZero();
    assertThat(claims.text()).contains("refs/bzzz/claims/7", "refs/heads/main");
  }

  @Test
  void anAtomicPushMovesAllOrNothing() throws Exception {
    RepositoryName repository = forge.repository("atomic");
    Path work = workTree(repository);
    forge.git(work, "push", "origin", "main", "main:taken");

    Said push =
        forge.git(
            work,
            "push",
            "--atomic",
            "--force-with-lease=refs/heads/taken:",
            "origin",
            "main:fresh",
            "main~0:refs/heads/taken",
            "main:refs/bzzz/issues/1");
    Said refs = forge.git(work, "ls-remote", "origin");

    assertThat(push.exitCode()).isNotZero();
    assertThat(refs.text()).doesNotContain("refs/heads/fresh", "refs/bzzz/issues/1");
  }

  @Test
  void refsThatTheForgeKeepsItselfAreRefusedWithTheReason() throws Exception {
    RepositoryName repository = forge.repository("own");
    Path work = workTree(repository);

    Said push =
        forge.git(
            work,
            "push",
            "origin",
            "main:refs/bzzz/issues/1",
            "main:refs/bzzz/pulls/1",
            "main:refs/bzzz/id",
            "main:refs/heads/fine");

    assertThat(push.exitCode()).isNotZero();
    assertThat(push.text()).contains("use the API", "main -> fine");
    assertThat(push.text().split("use the API", -1)).hasSize(4);
  }

  @Test
  void tokensDecideWhoMayDoWhat() throws Exception {
    RepositoryName repository = forge.repository("tokens");
    Path work = workTree(repository);

    Said wrong = forge.git(work, "ls-remote", forge.gitUrl(repository, "not-a-token-at-all"));
    Said read = forge.git(work, "push", forge.gitUrl(repository, ServedForge.READ), "main:main");
    Said unknown =
        forge.git(
            work,
            "ls-remote",
            forge.gitUrl(new RepositoryName(ServedForge.LOGIN, "nothing"), ServedForge.READ));

    assertThat(wrong.exitCode()).isNotZero();
    assertThat(wrong.text()).contains("Authentication failed");
    assertThat(read.text()).contains("403");
    assertThat(unknown.text()).contains("not found");
  }

  @Test
  void pathsThatLeaveTheFolderLeadNowhere() throws Exception {
    for (String path : List.of("/../x.git", "/a/..%2f..%2fx.git", "/%2e%2e/x.git", "/a//x.git")) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  URI.create(forge.server.url() + path + "/info/refs?service=git-upload-pack"))
              .header("Authorization", "Bearer " + ServedForge.WRITE);

      assertThat(forge.send(request).statusCode()).as(path).isIn(400, 404);
    }
  }

  @Test
  void noSpellingOfAPathLeadsAroundTheTokens() throws Exception {
    RepositoryName repository = forge.repository("detours");
    String git = "/" + repository + ".git";
    for (String path :
        List.of(
            "/api/v3/../.." + git + "/info/refs?service=git-upload-pack",
            "/api/v3/%2e%2e/%2e%2e" + git + "/info/refs?service=git-upload-pack",
            "/api/v3/;x/../../.." + git + "/info/refs?service=git-upload-pack",
            "/%61pi/../" + git + "/info/refs?service=git-upload-pack")) {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(forge.server.url() + path));

      assertThat(forge.send(request).statusCode()).as(path).isIn(400, 401, 404);
    }
    for (String path :
        List.of(
            git + "/git-receive-pack",
            git + "/git-receive%2Dpack",
            git + "/x/../git-receive-pack",
            git + "/info/refs?service=%67it-receive-pack")) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(forge.server.url() + path))
              .header("Authorization", "Bearer " + ServedForge.READ)
              .header("Content-Type", "application/x-git-receive-pack-request");
      if (!path.contains("info")) {
        request.POST(HttpRequest.BodyPublishers.ofString("0000"));
      }

      assertThat(forge.send(request).statusCode()).as(path).isIn(400, 403);
    }
  }

  @Test
  void ofEightPushesForOneNewRefExactlyOneWins() throws Exception {
    RepositoryName repository = forge.repository("race");
    Path work = workTree(repository);
    forge.git(work, "push", "-q", "origin", "main");
    List<Callable<Said>> pushes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String tree = forge.git(work, "rev-parse", "HEAD^{tree}").text().strip();
      String commit =
          forge.git(work, "commit-tree", "-m", "racer " + i, "-p", "HEAD", tree).text().strip();
      pushes.add(() -> forge.git(work, "push", "origin", commit + ":refs/bzzz/claims/1"));
    }

    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Said>> said;
    try {
      said = threads.invokeAll(pushes);
    } finally {
      threads.shutdownNow();
    }

    int winners = 0;
    for (Future<Said> each : said) {
      winners += each.get().exitCode() == 0 ? 1 : 0;
    }
    assertThat(winners).isEqualTo(1);
  }
}
