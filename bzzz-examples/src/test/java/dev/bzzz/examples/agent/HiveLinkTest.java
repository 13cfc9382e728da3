package dev.bzzz.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.agent.EventSink;
import dev.bzzz.core.audit.EventJson;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.hive.HiveDirectory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HiveLinkTest {
  @TempDir Path folder;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final EventSink people =
      event -> EventText.line(EventJson.of(event)).ifPresent(lines::add);

  @Test
  void peopleAreToldOnceThatHiveIsAway() throws Exception {
    try (HiveDirectory hive = open(config("http://127.0.0.1:1", "env:PATH"))) {
      hive.repositories();
      hive.repositories();
    }

    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("Hive is left alone for 5000 ms, since it failed: cannot list Hive's");
  }

  @Test
  void theTokenOfTheReferenceOpensHive() throws Exception {
    Files.writeString(folder.resolve("token"), "hive-token-1\n");
    HttpServer fake =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    fake.createContext(
        "/api/bzzz/active-repos",
        exchange -> {
          boolean in =
              "Bearer hive-token-1".equals(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] answer =
              "{\"server\":\"fake-hive\",\"repositories\":[{\"project_id\":1,\"owner\":\"acme\",\"repository\":\"shop\"}]}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(in ? 200 : 401, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    ExecutorService threads = Executors.newCachedThreadPool();
    fake.setExecutor(threads); // on its own thread it would wait for the client to hang up
    fake.start();
    String url = "http://localhost:" + fake.getAddress().getPort();

    try (HiveDirectory hive = open(config(url, "file:token"))) {
      assertThat(hive.repositories()).containsExactly(new RepositoryName("acme", "shop"));
    } finally {
      fake.stop(0);
      threads.shutdownNow();
    }
    assertThat(lines).isEmpty();
  }

  @Test
  void aTokenThatIsNotThereIsToldAtTheStart() {
    assertThatThrownBy(() -> open(config("http://localhost:1", "file:none")))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("there is no such file");
  }

  private HiveDirectory open(AgentConfig config) {
    return HiveLink.open(
        config, config.hive().orElseThrow(), Identity.generate().id(), List.of(people));
  }

  private AgentConfig config(String url, String token) {
    String yaml =
        """
        agent: {name: ada, key: ada.key}
        forge: {dir: forge}
        hive: {url: '%s', token: '%s'}
        llm: {backend: scripted, script: none.json}
        """
            .formatted(url, token);
    return ConfigReader.parse(yaml.getBytes(StandardCharsets.UTF_8), "test", folder, Map.of());
  }
}
