package dev.bzzz.git.github;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bzzz.core.Secret;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.testkit.Conditions;
import dev.bzzz.git.hooks.HookReceiver;
import dev.bzzz.git.hooks.HookServer;
import dev.bzzz.git.server.ForgeServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A running agent and our own server: what it asks for, and what makes it ask. */
@Timeout(120)
class AgentOverHttpTest {
  private static final String OWNER = "running";
  private static final String SECRET = "a secret of the webhook";

  /** What looks ask: for news, and what became of finished tasks and their pull requests. */
  private static final Pattern LOOK = Pattern.compile(" GET \\S+/issues(?:|/2|/1/events) ");

  private static final Pattern FIND = Pattern.compile(" GET \\S+/pulls ");

  @TempDir Path folder;
  private Logger accesses;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    // While another class begins logging, stand-ins are handed out.
    Conditions.await(() -> LoggerFactory.getILoggerFactory() instanceof LoggerContext);
    accesses = (Logger) LoggerFactory.getLogger(ForgeServer.ACCESS_LOGGER);
    log.start();
    accesses.setLevel(Level.INFO);
    accesses.setAdditive(false);
    accesses.addAppender(log);
  }

  @AfterEach
  void removeEverything() {
    accesses.detachAppender(log);
    accesses.setLevel(Level.WARN);
    ServedGitHub.remove(OWNER);
  }

  @Test
  void aTaskTakesAtMostEightCallsAndThreePushes() throws Exception {
    RepositoryName name = new RepositoryName(OWNER, "counted");
    try (HostAgent host = new HostAgent(name, folder, Duration.ofHours(1))) {
      assertThat(host.agent.start().awaitIdle(Duration.ofSeconds(30))).isTrue();
      Task task = host.task();
      int before = requests(name).size();

      host.agent.pollSoon(name);
      Conditions.await(() -> completed(host, task));
      host.agent.close(); // it ends what it writes on the issue

      List<String> all = requests(name);
      List<String> asked = all.subList(before, all.size());
      assertThat(own(asked)).hasSizeLessThanOrEqualTo(8);
      assertThat(pushes(asked)).hasSize(3);
      assertThat(asked).noneMatch(each -> each.contains(" 401 ")); // nothing is asked twice
    }
  }

  /** Each is taken and published; that the one is done goes with the grant of the next. */
  @Test
  void tasksInARowTakeTwoPushesEachAndTheLastOneMore() throws Exception {
    RepositoryName name = new RepositoryName(OWNER, "row");
    try (HostAgent host = new HostAgent(name, folder, Duration.ofHours(1))) {
      assertThat(host.agent.start().awaitIdle(Duration.ofSeconds(30))).isTrue();
      List<Task> tasks = List.of(host.task(), host.task(), host.task());
      int before = requests(name).size();

      host.agent.pollSoon(name);
      Conditions.await(() -> tasks.stream().allMatch(task -> completed(host, task)));
      host.agent.close();

      List<String> all = requests(name);
      assertThat(pushes(all.subList(before, all.size()))).hasSize(7);
    }
  }

  private static List<String> pushes(List<String> asked) {
    return asked.stream()
        .filter(each -> each.contains(" POST ") && each.contains("/git-receive-pack "))
        .toList();
  }

  /** The calls for the task itself; looks come whether there is one or not. */
  private static List<String> own(List<String> asked) {
    List<String> own = new ArrayList<>();
    boolean opened = false;
    for (String each : asked) {
      opened |= each.contains(" POST ") && each.contains("/pulls ");
      boolean looks = LOOK.matcher(each).find() || (opened && FIND.matcher(each).find());
      // The task's creation may be logged late.
      boolean creates = each.contains(" POST ") && each.contains("/issues ");
      if (each.contains(" /api/") && !looks && !creates) {
        own.add(each);
      }
    }
    return own;
  }

  private static boolean completed(HostAgent host, Task task) {
    return ServedGitHub.FORGE.forge.task(task.id()).labels().contains("completed");
  }

  private List<String> requests(RepositoryName name) {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains("/" + name))
        .toList();
  }

  @Test
  void aWebhookMakesAnAgentLookAtOnce() throws Exception {
    RepositoryName name = new RepositoryName(OWNER, "told");
    try (HostAgent host = new HostAgent(name, folder, Duration.ofHours(1));
        HookServer hooks =
            HookServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new HookReceiver(Secret.fixed(SECRET), host.agent::pollSoon, Clock.systemUTC()))) {
      assertThat(host.agent.start().awaitIdle(Duration.ofSeconds(30))).isTrue();
      hook(name, hooks.url() + "/github");

      Task task = host.task();

      Conditions.await(() -> completed(host, task));
    }
  }

  private static void hook(RepositoryName name, String url) throws Exception {
    String body =
        "{\"events\":[\"issues\"],\"config\":{\"url\":\""
            + url
            + "\",\"secret\":\""
            + SECRET
            + "\"}}";
    HttpRequest.Builder request =
        ServedGitHub.FORGE.api("/repos/" + name + "/hooks").POST(BodyPublishers.ofString(body));
    HttpResponse<String> answer = ServedGitHub.FORGE.send(request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }
}
