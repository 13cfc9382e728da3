package dev.bzzz.git.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Secret;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.Workspace;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.git.http.AccessLog;
import dev.bzzz.git.ledger.GitLogin;
import dev.bzzz.git.ledger.GitRefLedger;
import dev.bzzz.git.ledger.GitRepositoryIds;
import dev.bzzz.git.server.ServedForge;
import dev.bzzz.git.work.GitWorkspaceFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token goes to its host and nowhere else. */
class PlantedTokenTest {
  private static final String OWNER = "planted";
  private static final RepositoryName NAME = new RepositoryName(OWNER, "widgets");
  private static final String HOST = ServedGitHub.FORGE.server.url().getHost();

  @TempDir Path temp;

  @AfterEach
  void removeEverything() {
    ServedGitHub.remove(OWNER);
  }

  @Test
  void nothingThatIsWrittenHoldsTheToken() throws Exception {
    ServedGitHub.create(NAME);
    AccessLog log = AccessLog.open(temp.resolve("access.jsonl"));
    GitLogin login = new GitLogin(ServedGitHub.TOKEN, Set.of(HOST)).listener(log);
    try (GitHubProvider forge =
            GitHubProvider.builder(ServedGitHub.host().listener(log), new GitRepositoryIds(login))
                .build();
        GitRefLedger ledger =
            GitRefLedger.open(
                forge::repository, Verifier.ed25519(), temp.resolve("ledger"), login)) {
      Repository repository = forge.repository(NAME);
      String branch = ServedGitHub.branch(NAME, "topic");
      try (Workspace workspace =
          new GitWorkspaceFactory(temp.resolve("trees"))
              .loggingIn(login)
              .open(repository, branch)) {
        assertThat(workspace.base()).isEqualTo(branch);
        assertThatThrownBy(() -> ledger.read(new TaskId(repository.id(), 1)))
            .isInstanceOf(BzzzException.class) // it has no policy
            .message()
            .doesNotContain(ServedForge.WRITE);
        assertThat(filesWithToken()).isEmpty();
      }
      assertThat(filesWithToken()).isEmpty();
    }
    assertThat(temp.resolve("access.jsonl"))
        .content()
        .contains(Secret.fingerprint(ServedForge.WRITE))
        .contains("/api/v3/repos/planted/widgets\"")
        .contains("/planted/widgets.git/git-upload-pack\"");
  }

  private List<Path> filesWithToken() throws IOException {
    try (Stream<Path> all = Files.walk(temp)) {
      return all.filter(Files::isRegularFile).filter(PlantedTokenTest::holdsToken).toList();
    }
  }

  private static boolean holdsToken(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(ServedForge.WRITE);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void gitShowsItToItsOwnHostsOnly() throws Exception {
    GitLogin login = new GitLogin(ServedGitHub.TOKEN, Set.of("Forge.example"));
    var user = new CredentialItem.Username();
    var password = new CredentialItem.Password();

    assertThat(login.get(new URIish("https://evil.example/x.git"), user, password)).isFalse();
    assertThat(password.getValue()).isNull();
    assertThat(
            login.get(
                new URIish("https://forge.example/x.git"),
                new CredentialItem.YesNoType("Trust this certificate?")))
        .isFalse();
    assertThat(login.get(new URIish("https://forge.EXAMPLE/x.git"), user, password)).isTrue();
    assertThat(new String(password.getValue())).isEqualTo(ServedForge.WRITE);
  }
}
