package dev.bzzz.git.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.Secret;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.FakeHost.Reply;
import dev.bzzz.git.ledger.GitLogin;
import dev.bzzz.git.ledger.GitRepositoryIds;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Git reaches a host in the same way as the API does. */
class GitConnectionTest {
  private static final RepositoryName NAME = new RepositoryName("a", "b");

  @TempDir Path temp;

  @Test
  void gitTrustsTheCertificateThatIsNamedOnly() throws Exception {
    GitLogin login = new GitLogin(Secret.fixed("t0ken"), Set.of("localhost"));
    try (FakeHost host = TrustTest.host()) {
      host.answers(asked -> new Reply(404, "", List.of()));
      URI url = URI.create(host.url() + "/a/b.git");

      assertThatThrownBy(
              () ->
                  new GitRepositoryIds(login.certificates(TrustTest.certificate(temp)))
                      .find(NAME, url))
          .isInstanceOf(NotFound.class);
      assertThatThrownBy(() -> new GitRepositoryIds(login).find(NAME, url))
          .isInstanceOf(TransientException.class);
      assertThat(host.asked()).extracting(FakeHost.Asked::path).allMatch(p -> p.contains("/a/b"));
    }
  }

  @Test
  void gitGoesThroughTheProxy() {
    try (FakeHost proxy = FakeHost.start()) {
      proxy.answers(asked -> new Reply(404, "", List.of()));
      GitLogin login =
          new GitLogin(Secret.fixed("t0ken"), Set.of("forge.invalid"))
              .proxy(URI.create("http://localhost:" + proxy.url().getPort()));

      assertThatThrownBy(
              () ->
                  new GitRepositoryIds(login)
                      .find(NAME, URI.create("http://forge.invalid/a/b.git")))
          .isInstanceOf(NotFound.class);
      assertThat(proxy.asked().get(0).header("host")).isEqualTo("forge.invalid");
    }
  }
}
