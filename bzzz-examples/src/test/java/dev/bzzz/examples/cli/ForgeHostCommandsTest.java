package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.git.local.BranchWriter;
import dev.bzzz.git.local.LocalForge;
import dev.bzzz.git.server.ForgeServer;
import dev.bzzz.git.server.ServerOptions;
import dev.bzzz.git.server.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands about a forge on another machine: here one that this test serves. */
class ForgeHostCommandsTest {
  private static final String WRITE = "a-token-that-may-write";
  private static final String READ = "a-token-that-may-read";
  private static final Map<String, String> ENVIRONMENT = Map.of("WRITE", WRITE, "READ", READ);

  @TempDir private static Path temp;
  private static Path folder;
  private static ForgeServer server;

  @BeforeAll
  static void serve() {
    folder = temp.resolve("forge");
    Tokens tokens = Tokens.of(WRITE, Optional.of(READ));
    server = ForgeServer.start(new ServerOptions(folder, ServerOptions.LOOPBACK, 0, "ann", tokens));
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @Test
  void ourOwnServerPassesEveryCheckAndKeepsNothingOfIt() throws Exception {
    Cli.Ended ended = about("check", "--token=env:WRITE");

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    JsonNode json = ended.json();
    assertThat(json.path("passed").asBoolean()).isTrue();
    assertThat(json.path("login").asText()).isEqualTo("ann");
    assertThat(names(json))
        .contains("create a repository", "claims: race", "claims: update of two refs", "merge it")
        .endsWith("clean up");
    assertThat(json.path("checks")).allMatch(each -> each.path("why").isNull());
    try (var owners = Files.list(folder)) {
      for (Path owner : owners.filter(Files::isDirectory).toList()) {
        assertThat(owner).isDirectoryNotContaining("glob:**bzzz-check*");
      }
    }
  }

  @Test
  void whatATokenForReadingCannotDoIsNamedStepByStep() {
    Cli.Ended ended = about("check", "--token=env:READ");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.json().path("passed").asBoolean(true)).isFalse();
    JsonNode failed = ended.json().path("checks").get(1);
    assertThat(failed.path("name").asText()).isEqualTo("create a repository");
    assertThat(failed.path("why").asText()).contains("cannot create the repository", "read only");
    assertThat(ended.out() + ended.err()).doesNotContain(READ);
  }

  @Test
  void seededTwiceIsTheSameAsOnce() {
    Cli.Ended first = about("seed", "--token=env:WRITE");
    List<String> before = state();
    Cli.Ended second = about("seed", "--token=env:WRITE");

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(first.json().path("repositories"))
        .hasSize(4)
        .allMatch(each -> each.path("historyPushed").asBoolean())
        .allMatch(each -> each.path("issuesCreated").asInt() == each.path("issues").asInt());
    assertThat(second.json().path("repositories"))
        .hasSize(4)
        .noneMatch(each -> each.path("historyPushed").asBoolean())
        .allMatch(each -> each.path("issuesCreated").asInt() == 0);
    assertThat(before).hasSizeGreaterThan(12);
    assertThat(state()).isEqualTo(before);
  }

  private static List<String> state() {
    List<String> state = new ArrayList<>();
    try (LocalForge forge = LocalForge.open(folder, "bob")) {
      forge.repositories().stream()
          .filter(each -> each.name().owner().equals("bzzz-demo"))
          .forEach(
              each -> {
                state.add(each.toString());
                forge
                    .tasks(each.id(), TaskQuery.all())
                    .forEach(task -> state.add(forge.issue(task.id()).toString()));
              });
      assertThat(forge.repository(new RepositoryName("bzzz-demo", "bzzz-p2p-system"))).isNotNull();
    }
    return state;
  }

  @Test
  void anAgentIsLetInAndTasksAreMadeThere() {
    RepositoryName name = new RepositoryName("ann", "shop");
    try (LocalForge forge = LocalForge.open(folder, "bob")) {
      new BranchWriter(name, Path.of(forge.createRepository(name, "main").gitUrl()))
          .commit(
              "main",
              Optional.empty(),
              new BranchWriter.Change(Map.of("README.md", new byte[] {'x'}), Set.of()),
              new BranchWriter.Entry("Bob", "bob@x", Instant.now(), "Begin"));
    }
    Path dir = temp.resolve("ada");
    Path config = dir.resolve("bzzz.yaml");

    Cli.Ended reader = init("READ", dir.resolve("reader"));
    Cli.Ended first = init("WRITE", dir);
    Cli.Ended again = Cli.run(ENVIRONMENT, "init", "--dir", dir, "--repository", name, "--json");
    Cli.Ended created =
        Cli.run(ENVIRONMENT, "task", "create", name, "--config", config, "--title", "Do", "--json");
    Cli.Ended listed = Cli.run(ENVIRONMENT, "task", "list", "--config", config, "--json");
    Cli.Ended shown = Cli.run(ENVIRONMENT, "task", "show", name + "#1", "--config", config);
    Cli.Ended revoked =
        Cli.run(
            ENVIRONMENT,
            "policy",
            "revoke",
            name,
            "--config",
            config,
            "--agent",
            first.json().at("/agent/id").asText(),
            "--reason",
            "test",
            "--json");

    assertThat(reader.exitCode()).as(reader.err()).isZero();
    assertThat(reader.err()).contains("not permitted", "token");
    assertThat(reader.json().has("policy")).isTrue();
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.json().at("/repositories/0/policyCommit").asText()).hasSize(40);
    assertThat(config).content().contains("kind: \"github\"", "token: \"env:WRITE\"");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.json().at("/repositories/0").has("policyCommit")).isFalse();
    assertThat(created.exitCode()).as(created.err()).isZero();
    assertThat(created.json().path("task").asText()).isEqualTo("ann/shop#1");
    assertThat(listed.exitCode()).as(listed.err()).isZero();
    assertThat(listed.out()).contains("ann/shop#1");
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(revoked.exitCode()).as(revoked.err()).isZero();
    assertThat(revoked.json().path("policyCommit").asText()).hasSize(40);
  }

  @Test
  void aHostThatCannotBeReachedIsAnErrorThatLeavesNothingBehind() throws IOException {
    URI nowhere = URI.create("http://127.0.0.1:1");
    Path dir = temp.resolve("nobody");
    Path config =
        Files.writeString(
            temp.resolve("away.yaml"),
            """
            agent: {name: ada, key: ada.key}
            forge: {kind: github, url: '%s', token: 'env:READ'}
            repositories: [ann/shop]
            llm: {backend: ollama, model: m}
            """
                .formatted(nowhere));

    Cli.Ended init = init("WRITE", dir, nowhere);
    Cli.Ended list = Cli.run(ENVIRONMENT, "task", "list", "--config", config);

    assertThat(init.exitCode()).isEqualTo(1);
    assertThat(init.err()).contains("ann/shop", "cannot be reached");
    assertThat(dir).doesNotExist();
    assertThat(list.exitCode()).isEqualTo(1);
    assertThat(list.err()).contains("ann/shop", "cannot be reached");
    assertThat(list.out()).isEqualTo("no tasks could be read\n");
  }

  private static Cli.Ended init(String token, Path dir) {
    return init(token, dir, server.url());
  }

  private static Cli.Ended init(String token, Path dir, URI url) {
    return Cli.run(
        ENVIRONMENT,
        "init",
        "--name",
        "ada",
        "--dir",
        dir,
        "--repository",
        "ann/shop",
        "--test",
        "true",
        "--forge-kind",
        "github",
        "--forge-url",
        url,
        "--forge-token",
        "env:" + token,
        "--json");
  }

  @Test
  void theDoctorTellsWhatAForgeIs() {
    Cli.Ended api = Cli.run("forge", "doctor", server.apiUrl(), "--json");
    Cli.Ended web = Cli.run("forge", "doctor", server.url());

    assertThat(api.exitCode()).as(api.err()).isZero();
    assertThat(api.json().path("kind").asText()).isEqualTo("github");
    assertThat(api.json().path("apiUrl").asText()).isEqualTo(server.apiUrl().toString());
    assertThat(api.json().path("features"))
        .allMatch(f -> f.path("trust").asText().equals("tested"));
    assertThat(web.out()).contains("bzzz forge", "--kind=github --url=" + server.apiUrl());
  }

  @Test
  void whereNobodyAnswersIsNamed() throws Exception {
    try (Socket kept = new Socket()) {
      kept.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String url = "http://127.0.0.1:" + kept.getLocalPort();

      Cli.Ended ended = Cli.run("forge", "doctor", url);

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err()).contains("cannot find out what this forge is", url);
    }
  }

  @Test
  void aTokenIsNeverWrittenOnTheCommandLine() {
    Cli.Ended secret = about("check", "--token=" + WRITE);
    Cli.Ended login = Cli.run("forge", "doctor", "http://me:" + WRITE + "@127.0.0.1:1");
    Cli.Ended unset = about("check", "--token=env:NO_SUCH_VARIABLE");
    Cli.Ended kind = Cli.run("forge", "check", "--kind=svn", "--url=http://x", "--token=env:WRITE");

    assertThat(secret.exitCode()).isEqualTo(2);
    assertThat(secret.err()).contains("env:NAME").doesNotContain(WRITE);
    assertThat(login.exitCode()).isEqualTo(2);
    assertThat(login.err()).contains("password or token in it").doesNotContain(WRITE);
    assertThat(unset.exitCode()).isEqualTo(1);
    assertThat(unset.err()).contains("NO_SUCH_VARIABLE");
    assertThat(kind.exitCode()).isEqualTo(2);
    assertThat(kind.err()).contains("svn", "github, gitlab, gitea");
  }

  private static Cli.Ended about(String command, String... more) {
    List<Object> words =
        new ArrayList<>(
            List.of("forge", command, "--kind=github", "--url=" + server.url(), "--json"));
    words.addAll(List.of(more));
    return Cli.run(ENVIRONMENT, words.toArray());
  }

  private static List<String> names(JsonNode json) {
    List<String> names = new ArrayList<>();
    json.path("checks").forEach(each -> names.add(each.path("name").asText()));
    return names;
  }
}
