package dev.bzzz.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.bzzz.core.audit.AuditVerifier;
import dev.bzzz.core.sandbox.BubblewrapSandbox;
import dev.bzzz.examples.cli.PlainGit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bzzz run} says to what is wrong, and that it loses nothing. */
@Timeout(300)
final class RunIT {
  @TempDir private Path temp;
  private AgentProgram program;
  private SmallForge forge;
  private Map<String, String> refs;

  @BeforeEach
  void prepare() throws Exception {
    program = new AgentProgram(temp.resolve("logs"));
    use(SmallForge.Plan.of(1, "ada"));
  }

  @AfterEach
  void end() {
    program.close();
  }

  @Test
  void namesAForgeFolderThatIsMissing() throws Exception {
    forge.configure("ada", "../../forge", "../../nowhere");

    assertThat(refused(1)).contains("cannot open the forge", "/nowhere", "no such folder");
  }

  @Test
  void namesAForgeFolderThatIsEmpty() throws Exception {
    Files.createDirectories(forge.root().resolve("empty"));
    forge.configure("ada", "../../forge", "../../empty");

    assertThat(refused(1)).contains("cannot open the forge", "/empty", "no bare repository");
  }

  @Test
  void namesARepositoryThatIsNone() throws Exception {
    Files.createDirectories(forge.dir().resolve("acme/heap.git"));
    forge.configure("ada", "dependencies:", "repositories: [acme/heap]\ndependencies:");

    assertThat(refused(1)).contains("acme/heap", "is no bare git repository");
  }

  @Test
  void namesARepositoryWithoutCommits() throws Exception {
    PlainGit.run(forge.dir(), "init", "-q", "--bare", "-b", "main", "acme/new.git");
    forge.configure("ada", "dependencies:", "repositories: [acme/new]\ndependencies:");

    assertThat(refused(1)).contains("acme/new", "no commits", "bzzz init");
  }

  @Test
  void namesARepositoryWithoutAPolicy() throws Exception {
    Path source = PlainGit.repository(temp.resolve("source"));
    PlainGit.run(temp, "clone", "-q", "--bare", source.toString(), forge.dir() + "/acme/open.git");
    forge.configure("ada", "dependencies:", "repositories: [acme/open]\ndependencies:");

    assertThat(refused(1)).contains("acme/open", "nobody may claim", "bzzz init");
  }

  @Test
  void namesAnAgentThatThePolicyDoesNotKnow() throws Exception {
    Files.delete(forge.agent("ada").resolve("agent.key"));
    dev.bzzz.core.Identity.loadOrCreate(forge.agent("ada").resolve("agent.key"));

    assertThat(refused(1)).contains("ada", "may not claim in acme/work", "bzzz policy admit");
  }

  @Test
  void namesTheLineOfAnUnknownKey() throws Exception {
    forge.configure("ada", "poll: 500ms", "pole: 200ms");

    assertThat(refused(2)).contains("bzzz.yaml", "line 7", "unknown key 'pole'", "poll");
  }

  @Test
  void namesTheLineOfAValueOfTheWrongType() throws Exception {
    forge.configure("ada", "poll: 500ms", "poll: often");

    assertThat(refused(2)).contains("bzzz.yaml", "line 7", "'poll' is a duration");
  }

  @Test
  void namesAConfigurationThatIsMissing() throws Exception {
    Files.delete(forge.config("ada"));

    assertThat(refused(2)).contains("bzzz.yaml", "no such file", "bzzz init");
  }

  @Test
  void namesAKeyThatIsMissing() throws Exception {
    Files.delete(forge.agent("ada").resolve("agent.key"));

    assertThat(refused(1)).contains("agent.key", "does not exist", "bzzz init");
  }

  @Test
  void namesAKeyThatIsNone() throws Exception {
    Files.writeString(forge.agent("ada").resolve("agent.key"), "hello");

    assertThat(refused(1)).contains("agent.key", "not the base64 of an Ed25519 private key");
  }

  @Test
  void namesAKeyThatCannotBeRead() throws Exception {
    Path key = forge.agent("ada").resolve("agent.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(key), "root reads every file");

    assertThat(refused(1)).contains("agent.key", "check its owner and mode");
  }

  @Test
  void refusesAKeyThatAnotherProcessUses() throws Exception {
    use(SmallForge.Plan.of(1, "ada").delayed(5000));
    AgentProgram.Running first = start("run", "--sandbox", "unconfined");
    new AuditView(forge.audit("ada")).await("work started", AuditView.event("work-started"));

    assertThat(runHere().onlyError(1)).contains("agent.key", "another process runs with this key");
    assertThat(first.alive()).isTrue();
  }

  @Test
  void namesAScriptThatIsMissing() throws Exception {
    Files.delete(forge.root().resolve("script.json"));

    assertThat(refused(1)).contains("script.json", "no such file");
  }

  @Test
  void namesAnOllamaThatIsNotThere() throws Exception {
    try (Socket taken = new Socket()) { // by whom nobody is listened to, nor by anybody else
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      askOllamaAt("http://127.0.0.1:" + taken.getLocalPort());

      assertThat(refused(1)).contains("cannot reach Ollama at http://127.0.0.1:", "ollama serve");
    }
  }

  @Test
  void namesAModelThatOllamaDoesNotHave() throws Exception {
    byte[] models = "{\"models\":[]}".getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/tags",
        exchange -> {
          exchange.sendResponseHeaders(200, models.length);
          exchange.getResponseBody().write(models);
          exchange.close();
        });
    server.start();
    try {
      askOllamaAt("http://127.0.0.1:" + server.getAddress().getPort());

      assertThat(refused(1)).contains("does not have the model missing:7b", "ollama pull");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void stopsWhereBubblewrapDoesNotWork() throws Exception {
    program.shadow("bwrap", "echo 'bwrap: No permissions to create new namespace' >&2; exit 1");

    assertThat(run("run").onlyError(1))
        .contains("cannot confine commands", "namespace", "--sandbox unconfined");
    nothingIsLost();
  }

  @Test
  void stopsWhereBubblewrapIsNotInstalled() throws Exception {
    assumeTrue(
        BubblewrapSandbox.unavailable().isEmpty() && Files.exists(Path.of("/usr/bin/bwrap")),
        "hiding bubblewrap takes bubblewrap");
    List<String> hiding =
        List.of("bwrap", "--dev-bind", "/", "/", "--ro-bind", "/dev/null", "/usr/bin/bwrap", "--");

    String error =
        program.start(hiding, "run", "--config", forge.config("ada")).await().onlyError(1);

    assertThat(error)
        .contains("bubblewrap is not installed", "apt-get install bubblewrap")
        .containsOnlyOnce("--sandbox unconfined");
    nothingIsLost();
  }

  @Test
  void givesATaskUpWhoseTestsCannotRun() throws Exception {
    use(SmallForge.Plan.of(1, "ada").testedBy("no-such-program"));

    assertThat(givenUp()).contains("no program 'no-such-program'", ".bzzz/repo.json");
  }

  @Test
  void givesATaskUpWhoseTestsDoNotEnd() throws Exception {
    use(SmallForge.Plan.of(1, "ada").testedBy("sleep", "1000"));
    Files.writeString(
        forge.config("ada"), Files.readString(forge.config("ada")) + "work:\n  testLimit: 1s\n");

    assertThat(givenUp()).contains("the tests did not end within 1 s");
  }

  @Test
  void givesItsTaskBackWhenItIsTerminatedAtWork() throws Exception {
    use(SmallForge.Plan.of(1, "ada").delayed(8000));
    AgentProgram.Running running = start("run", "--sandbox", "unconfined");
    AuditView log = new AuditView(forge.audit("ada"));
    log.await("work started", AuditView.event("work-started"));

    running.signal("TERM");
    AgentProgram.Ended ended = running.await();

    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
    assertThat(ended.err())
        .contains("given up: the agent stops")
        .doesNotContain("ERROR", "on the issue");
    GitView repository = new GitView(forge.repository());
    assertThat(repository.git("log", "-1", "--format=%s", "refs/bzzz/claims/1"))
        .isEqualTo("bzzz-claim/1 RELEASED t1");
    assertThat(repository.git("show", "refs/bzzz/issues/1:issue.json"))
        .doesNotContain("in-progress");
    List<String> events =
        log.entries().stream().map(entry -> entry.path("event").asText()).toList();
    assertThat(events).endsWith("stopped", "closed");
    assertThat(AuditVerifier.verify(forge.audit("ada")).problem()).isEmpty();
    running.leavesNothingRunning();
  }

  private void use(SmallForge.Plan plan) throws Exception {
    forge = SmallForge.create(Files.createTempDirectory(temp, "forge-"), plan);
    refs = new GitView(forge.repository()).refs();
  }

  private void askOllamaAt(String url) throws Exception {
    forge.configure(
        "ada",
        "  backend: scripted\n  script: ../../script.json",
        "  backend: ollama\n  model: missing:7b\n  url: " + url);
  }

  private AgentProgram.Running start(String... words) throws Exception {
    Object[] all = java.util.Arrays.copyOf(words, words.length + 2, Object[].class);
    all[words.length] = "--config";
    all[words.length + 1] = forge.config("ada");
    return program.start(all);
  }

  private AgentProgram.Ended run(String... words) throws Exception {
    return start(words).await();
  }

  private AgentProgram.Ended runHere(String... options) {
    List<Object> words = new ArrayList<>(List.of("run", "--sandbox", "unconfined"));
    words.addAll(List.of("--config", forge.config("ada")));
    words.addAll(List.of(options));
    return AgentProgram.runHere(words.toArray());
  }

  /** The one line it ends with at once, having changed nothing. */
  private String refused(int exitCode) throws Exception {
    String error = runHere().onlyError(exitCode);
    nothingIsLost();
    return error;
  }

  private void nothingIsLost() throws Exception {
    assertThat(new GitView(forge.repository()).refs()).isEqualTo(refs);
  }

  /** The one line that says why it gave its task up; it ends well, with nothing published. */
  private String givenUp() throws Exception {
    AgentProgram.Ended ended = runHere("--until-idle");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    GitView repository = new GitView(forge.repository());
    assertThat(repository.refs().keySet()).noneMatch(ref -> ref.startsWith("refs/heads/bzzz/"));
    assertThat(repository.git("log", "-1", "--format=%s", "refs/bzzz/claims/1"))
        .isEqualTo("bzzz-claim/1 RELEASED t1");
    List<String> lines =
        ended.err().lines().filter(line -> line.contains("acme/work#1 given up: ")).toList();
    assertThat(lines).as(ended.err()).hasSize(1);
    return lines.get(0);
  }
}
