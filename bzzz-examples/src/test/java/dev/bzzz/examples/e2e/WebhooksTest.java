package dev.bzzz.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.agent.AgentEvent;
import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.core.sandbox.UnconfinedSandbox;
import dev.bzzz.examples.agent.AgentConfig;
import dev.bzzz.examples.agent.ConfigReader;
import dev.bzzz.examples.agent.ReferenceAgent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The reference agent, which looks for itself once an hour, and is told. */
@Timeout(120)
final class WebhooksTest {
  private static final String SECRET = "a secret of the webhook";

  @TempDir private Path temp;
  private final CountDownLatch claimed = new CountDownLatch(1);

  @Test
  void aWebhookMakesTheAgentLookAtOnceAndAForgedOneDoesNot() throws Exception {
    SmallForge forge = SmallForge.create(temp, SmallForge.Plan.of(0, "ada"));
    Files.writeString(forge.agent("ada").resolve("hook.secret"), SECRET);
    forge.configure(
        "ada",
        "poll: 500ms",
        "poll: 1h\nwebhooks: {listen: '127.0.0.1:0', secret: 'file:hook.secret'}");
    AgentConfig config = ConfigReader.read(forge.config("ada"), Map.of());
    try (Sandbox sandbox = new UnconfinedSandbox();
        ReferenceAgent agent = ReferenceAgent.assemble(config, sandbox, List.of(this::note))) {
      assertThat(agent.agent().start().awaitIdle(Duration.ofMinutes(1))).isTrue();
      String url = agent.webhooks().orElseThrow() + "/gitlab";

      forge.addTask();

      assertThat(send(url, "another secret of it")).isEqualTo(401);
      assertThat(send(url, SECRET)).isEqualTo(202);
      assertThat(claimed.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(send(url, SECRET)).isEqualTo(401); // a replay
    }
  }

  private void note(AgentEvent event) {
    if (event instanceof AgentEvent.ClaimMoved moved && moved.kind() == Kind.GRANTED) {
      claimed.countDown();
    }
  }

  private static int send(String url, String token) throws Exception {
    String body = "{\"project\":{\"path_with_namespace\":\"" + SmallForge.NAME + "\"}}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("X-Gitlab-Token", token)
            .POST(BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }
}
