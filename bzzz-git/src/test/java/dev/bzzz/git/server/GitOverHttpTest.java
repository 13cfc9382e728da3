package dev.bzzz.git.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.BranchWriter;
import dev.bzzz.git.server.ServedForge.Said;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.Test;

class GitOverHttpTest {
  private static final int RACES = 20;
  private static final int RACERS = 8;

  private final ServedForge forge = ServedForge.get();

  /** A repository with a commit, which can push to itself over HTTP like any other. */
  private Path seeded(RepositoryName repository) {
    Path gitDir = Path.of(forge.forge.repository(repository).gitUrl());
    commit(gitDir, repository, "main");
    return gitDir;
  }

  private static void commit(Path gitDir, RepositoryName repository, String branch) {
    new BranchWriter(repository, gitDir)
        .commit(
            branch,
            Optional.empty(),
            new BranchWriter.Change(Map.of("README.md", branch.getBytes(UTF_8)), Set.of()),
            new BranchWriter.Entry("Bob", "bob@x", Instant.now(), "Begin " + branch));
  }

  @Test
  void whatIsPushedCanBeClonedWithTheTokenForReading() throws Exception {
    RepositoryName repository = forge.repository("clone");
    Path from = seeded(repository);
    String url = forge.gitUrl(repository, ServedForge.WRITE);

    Said push = forge.git(from, "push", url, "main:refs/heads/new", "main:refs/bzzz/claims/7");
    Path to = forge.folder("to");
    Said clone = forge.git(to, "clone", forge.gitUrl(repository, ServedForge.READ), "x");
    Path checkout = to.resolve("x");
    Files.writeString(checkout.resolve("more.txt"), "more");
    forge.git(checkout, "add", ".");
    forge.git(checkout, "commit", "-q", "-m", "more");
    Said back = forge.git(checkout, "push", url, "HEAD:refs/heads/new");
    Said claims = forge.git(checkout, "ls-remote", url, "refs/bzzz/claims/*", "refs/heads/main");

    assertThat(push.exitCode()).as(push.text()).isZero();
    assertThat(clone.exitCode()).as(clone.text()).isZero();
    assertThat(back.exitCode()).as(back.text()).isZero();
    assertThat(claims.text()).contains("refs/bzzz/claims/7", "refs/heads/main");
  }

  @Test
  void anAtomicPushMovesAllOrNothing() throws Exception {
    RepositoryName repository = forge.repository("atomic");
    Path from = seeded(repository);
    String url = forge.gitUrl(repository, ServedForge.WRITE);

    Said mixed =
        forge.git(
            from, "push", "--atomic", url, "main:refs/heads/fresh", "main:refs/bzzz/issues/1");
    Said whole =
        forge.git(from, "push", "--atomic", url, "main:refs/heads/one", "main:refs/heads/two");
    BranchWriter writer = new BranchWriter(repository, from);

    assertThat(mixed.exitCode()).isNotZero();
    assertThat(writer.head("fresh")).isEmpty();
    assertThat(whole.exitCode()).as(whole.text()).isZero();
    assertThat(writer.head("one")).isPresent().isEqualTo(writer.head("two"));
  }

  @Test
  void theDefaultBranchIsNotDeletedAndABranchNamesACommit() throws Exception {
    RepositoryName repository = forge.repository("kept");
    Path from = seeded(repository);
    String url = forge.gitUrl(repository, ServedForge.WRITE);

    Said push = forge.git(from, "push", url, ":main", "main^{tree}:refs/heads/tree", "main:fine");

    assertThat(push.exitCode()).isNotZero();
    assertThat(push.text()).contains("this is the default branch", "names a commit");
    BranchWriter writer = new BranchWriter(repository, from);
    assertThat(writer.head("main")).isPresent().isEqualTo(writer.head("fine"));
    assertThat(writer.head("tree")).isEmpty();
  }

  @Test
  void refsThatTheForgeKeepsItselfAreRefusedWithTheReason() throws Exception {
    RepositoryName repository = forge.repository("own");
    Said push =
        forge.git(
            seeded(repository),
            "push",
            forge.gitUrl(repository, ServedForge.WRITE),
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
    Path work = seeded(repository);

    Said wrong = forge.git(work, "ls-remote", forge.gitUrl(repository, "not-a-token-at-all"));
    Said read = forge.git(work, "push", forge.gitUrl(repository, ServedForge.READ), "main:other");
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
  void ofEightPushesForOneNewRefExactlyOneWinsInEachOfTwentyRaces() throws Exception {
    RepositoryName repository = forge.repository("race");
    Path from = Path.of(forge.forge.repository(repository).gitUrl());
    for (int i = 0; i < RACERS; i++) {
      commit(from, repository, "racer-" + i);
    }
    URIish url = new URIish(forge.server.url() + "/" + repository + ".git");
    ExecutorService threads = Executors.newFixedThreadPool(RACERS);
    try {
      for (int race = 1; race <= RACES; race++) {
        String ref = "refs/bzzz/claims/" + race;
        CyclicBarrier start = new CyclicBarrier(RACERS);
        List<Callable<Boolean>> pushes = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
          String branch = "refs/heads/racer-" + i;
          pushes.add(
              () -> {
                start.await(30, TimeUnit.SECONDS);
                return pushed(from, url, branch, ref);
              });
        }

        int winners = 0;
        for (Future<Boolean> each : threads.invokeAll(pushes)) {
          winners += each.get() ? 1 : 0;
        }

        assertThat(winners).as(ref).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Whether a ref that was missing is now where the branch is. */
  private static boolean pushed(Path from, URIish url, String branch, String ref) throws Exception {
    try (Repository git = new FileRepositoryBuilder().setGitDir(from.toFile()).build();
        Transport transport = Transport.open(git, url)) {
      RemoteRefUpdate update =
          new RemoteRefUpdate(git, branch, ref, false, null, ObjectId.zeroId());
      ((TransportHttp) transport).setPreemptiveBasicAuthentication("any", ServedForge.WRITE);
      transport.push(NullProgressMonitor.INSTANCE, List.of(update));
      return update.getStatus() == RemoteRefUpdate.Status.OK;
    }
  }
}
