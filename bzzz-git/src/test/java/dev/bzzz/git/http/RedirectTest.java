package dev.bzzz.git.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import dev.bzzz.git.http.FakeHost.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedirectTest {
  private static final HostRequest GET = HostRequest.get("read a/b", "repos", "a", "b");
  private static final HostRequest POST =
      HostRequest.post("write to a/b", JsonNodeFactory.instance.objectNode(), "repos", "a", "b");

  private final FakeHost host = FakeHost.start();
  private final HostClient client =
      HostClient.open(HostOptions.builder(host.url()).token(Secret.fixed("t0ken")).build());

  @AfterEach
  void close() {
    client.close();
    host.close();
  }

  private static Reply to(int status, Object location) {
    return new Reply(status, "", List.of("Location", location.toString()));
  }

  @Test
  void aRenamedRepositoryIsFoundUnderItsNewName() {
    host.answers(
        asked ->
            asked.path().endsWith("/repositories/7")
                ? Reply.json(200, "{\"name\":\"c\"}")
                : to(asked.verb().equals("GET") ? 301 : 307, "/api/v3/repositories/7"));

    HostAnswer answer = client.send(GET);
    assertThat(answer.json().path("name").asText()).isEqualTo("c");
    assertThat(answer.url()).hasPath("/api/v3/repositories/7");

    client.send(POST);
    assertThat(host.asked().get(3).verb()).isEqualTo("POST");
    assertThat(host.asked().get(3).body()).isEqualTo("{}");
  }

  @Test
  void noTokenGoesToAnotherHost() {
    try (FakeHost other = FakeHost.start()) {
      for (int status : new int[] {301, 302, 307, 308}) {
        host.answers(asked -> to(status, other.url() + "/stolen"));

        assertThatThrownBy(() -> client.send(GET))
            .isInstanceOf(PermanentException.class)
            .hasMessageContaining("read a/b: " + host.url() + "/repos/a/b redirects to ")
            .hasMessageContaining(other.url() + "/stolen")
            .hasMessageContaining("another host");
      }
      for (String location :
          List.of("https://localhost:1/x", "http://x@localhost/x", "mailto:x", "http:// bad")) {
        host.answers(asked -> to(302, location));
        assertThatThrownBy(() -> client.send(GET)).isInstanceOf(PermanentException.class);
      }
      assertThat(other.asked()).isEmpty();
    }
  }

  @Test
  void aCircleEnds() {
    host.answers(asked -> to(302, "again"));

    assertThatThrownBy(() -> client.send(GET)).hasMessageContaining("one redirect too many");
    assertThat(host.asked()).hasSize(1 + HostClient.MAX_REDIRECTS);
  }

  @Test
  void aWriteIsNotTurnedIntoARead() {
    host.answers(asked -> to(301, "/api/v3/else"));

    assertThatThrownBy(() -> client.send(POST)).hasMessageContaining("change what is sent");
    assertThat(host.asked()).hasSize(1);
  }
}
