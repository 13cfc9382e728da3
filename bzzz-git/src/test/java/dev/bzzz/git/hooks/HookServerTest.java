package dev.bzzz.git.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HookServerTest {
  private static final String SECRET = "a secret of the webhook";
  private static final String BODY = "{\"project\":{\"path_with_namespace\":\"acme/shop\"}}";

  private final HookReceiver receiver =
      new HookReceiver(
          Secret.fixed(SECRET), name -> name.toString().equals("acme/shop"), Clock.systemUTC());
  private final HookServer server =
      HookServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), receiver);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> post(String kind, String token, String body) throws Exception {
    return send(
        kind,
        builder -> builder.header("X-Gitlab-Token", token).POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(String kind, UnaryOperator<HttpRequest.Builder> how)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + "/" + kind));
    return client.send(how.apply(request).build(), BodyHandlers.ofString());
  }

  @Test
  void answersWithTheVerdictAndCountsIt() throws Exception {
    String large = " ".repeat(HookReceiver.MAX_BODY_BYTES + 1);

    assertThat(post("gitlab", SECRET, BODY).statusCode()).isEqualTo(202);
    assertThat(post("gitlab", SECRET, BODY).statusCode()).isEqualTo(401);
    assertThat(post("gitlab", "no", BODY).body()).contains("the secret that is configured here");
    assertThat(post("gitlab", SECRET, large).statusCode()).isEqualTo(413);
    assertThat(post("svn", SECRET, BODY).statusCode()).isEqualTo(404);
    assertThat(post("gitlab", SECRET, "{}").statusCode()).isEqualTo(400);

    assertThat(receiver.counts())
        .isEqualTo(
            Map.of(
                HookVerdict.TAKEN, 1L,
                HookVerdict.REPLAYED, 1L,
                HookVerdict.FORGED, 1L,
                HookVerdict.TOO_LARGE, 1L,
                HookVerdict.UNKNOWN_KIND, 1L,
                HookVerdict.MALFORMED, 1L));
  }

  @Test
  void answersNothingElse() throws Exception {
    assertThat(send("gitlab", HttpRequest.Builder::GET).statusCode()).isIn(404, 405);
    assertThat(send("gitlab/more", HttpRequest.Builder::GET).statusCode()).isEqualTo(404);
    assertThat(send("", HttpRequest.Builder::GET).headers().firstValue("Server")).isEmpty();
    assertThat(receiver.counts()).isEmpty();
  }

  @Test
  void aTakenPortIsTold() {
    InetSocketAddress taken =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.url().getPort());

    assertThatThrownBy(() -> HookServer.start(taken, receiver))
        .isInstanceOf(PermanentException.class)
        .hasMessageContainingAll("cannot listen for webhooks at", "choose another port");
  }
}
