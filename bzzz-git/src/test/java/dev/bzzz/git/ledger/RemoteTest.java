package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which errors of a remote say that surely nothing was done. */
final class RemoteTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "not authorized",
        "git-receive-pack not permitted on 'https://forge.example/'",
        "403 Forbidden",
        "429 Too Many Requests",
        "Atomic push not supported."
      })
  void aClearNoIsARefusal(String said) throws Exception {
    assertThat(Remote.refusal(error(said))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "409 Conflict",
        "422 Unprocessable Entity",
        "500 Server Error",
        "503 Service Unavailable",
        "read timed out after 4,030 ms",
        "connection reset by 127.0.0.1:40403",
        "Missing commit 4040d46b1c3f4291c4a7a2a4ec5a90c4d3040403"
      })
  void whateverElseGoesWrongIsNone(String said) throws Exception {
    assertThat(Remote.refusal(error(said))).isEmpty();
  }

  @Test
  void whoIsLetInByNoTokenHearsOfTheToken() {
    assertThat(Remote.advice(new IOException("https://forge.example/x.git: not authorized")))
        .contains("token");
    assertThat(Remote.advice(new IOException("connection failed"))).doesNotContain("token");
  }

  @Test
  void aRepositoryThatIsNotThereIsARefusal() throws Exception {
    URIish url = new URIish("https://forge.example/bees/404.git");

    assertThat(Remote.refusal(new NoRemoteRepositoryException(url, "gone"))).isPresent();
  }

  private static IOException error(String said) throws Exception {
    return new IOException(
        "push failed", new TransportException(new URIish("https://forge.example:4043/404"), said));
  }
}
