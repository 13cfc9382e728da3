package dev.bzzz.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.SecretReference;
import dev.bzzz.core.capability.Capability;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.DependencyRule;
import dev.bzzz.examples.forge.ForgeKind;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigReaderTest {
  private static final String PEER = "12D3KooWJWoaqZhDaoEFshF7Rh1bpY9ohihFhzcW6d69Lr2NASuq";
  private static final String LEAST =
      """
      agent:
        name: ada
        key: ada.key
      forge:
        dir: ../forge
      llm:
        model: qwen3:8b
      """;

  @Test
  void readsEveryKey() {
    AgentConfig config =
        parse(
            """
            agent:
              name: ada
              key: keys/ada.key
              skills: {java: 900, Shell: 0}
              slots: 2
            forge:
              kind: local
              dir: /srv/forge
            repositories: [acme/shop, acme/web]
            hive:
              url: https://hive.example.org
              token: file:hive.token
            dependencies: published
            webhooks:
              listen: '[::1]:8090'
              secret: env:HOOKS
            peers: [/dns4/hive.example.org/tcp/4001, /ip4/192.0.2.1/tcp/4001]
            mesh:
              listen: [/ip4/192.0.2.7/tcp/4001]
              mdns: false
              tag: lab7
              key: file:mesh.key
              allow: [%s]
            claims:
              protocol: optimistic
            poll: 500ms
            llm:
              backend: scripted
              script: play.json
            work:
              dir: w
              timeLimit: 2h
              testLimit: 90s
            audit:
              file: log/audit.jsonl
            """
                .formatted(PEER));

    assertThat(config)
        .isEqualTo(
            new AgentConfig(
                "ada",
                Path.of("/etc/bzzz/keys/ada.key"),
                List.of(
                    new Capability(new Skill("java"), 900), new Capability(new Skill("shell"), 0)),
                2,
                new ForgeConfig.Folder(Path.of("/srv/forge")),
                List.of(RepositoryName.parse("acme/shop"), RepositoryName.parse("acme/web")),
                Optional.of(
                    new AgentConfig.HiveConfig(
                        URI.create("https://hive.example.org"),
                        Optional.of(SecretReference.parse("file:/etc/bzzz/hive.token")))),
                Optional.of(
                    new AgentConfig.WebhookConfig("::1", 8090, SecretReference.parse("env:HOOKS"))),
                Optional.of(
                    new MeshConfig(
                        List.of(Multiaddr.parse("/ip4/192.0.2.7/tcp/4001")),
                        List.of(
                            Multiaddr.parse("/dns4/hive.example.org/tcp/4001"),
                            Multiaddr.parse("/ip4/192.0.2.1/tcp/4001")),
                        false,
                        Optional.of("lab7"),
                        Optional.of(SecretReference.parse("file:/etc/bzzz/mesh.key")),
                        List.of(PeerId.parse(PEER)))),
                DependencyRule.PUBLISHED,
                "optimistic",
                Duration.ofMillis(500),
                new LlmConfig.Scripted(Path.of("/etc/bzzz/play.json")),
                new AgentConfig.WorkConfig(
                    Path.of("/etc/bzzz/w"), Duration.ofHours(2), Duration.ofSeconds(90)),
                Path.of("/etc/bzzz/log/audit.jsonl")));
  }

  @Test
  void fillsInWhatIsNotThere() {
    AgentConfig config = parse(LEAST);

    assertThat(config.skills()).isEmpty();
    assertThat(config.slots()).isEqualTo(1);
    assertThat(config.forge()).isEqualTo(new ForgeConfig.Folder(Path.of("/etc/forge")));
    assertThat(config.repositories()).isEmpty();
    assertThat(config.hive()).isEmpty();
    assertThat(config.webhooks()).isEmpty();
    assertThat(config.mesh())
        .contains(
            new MeshConfig(
                List.of(Multiaddr.parse("/ip4/0.0.0.0/tcp/0")),
                List.of(),
                true,
                Optional.empty(),
                Optional.empty(),
                List.of()));
    assertThat(config.dependencies()).isEqualTo(DependencyRule.MERGED);
    assertThat(config.poll()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.llm())
        .hasToString("Ollama[url=http://127.0.0.1:11434, model=qwen3:8b, contextTokens=16384]");
    assertThat(config.work().dir()).isEqualTo(Path.of("/etc/bzzz/work"));
    assertThat(config.audit()).isEqualTo(Path.of("/etc/bzzz/audit.jsonl"));
  }

  @Test
  void anAgentMayStayOffTheMesh() {
    AgentConfig config = parse(LEAST + "mesh: {enabled: false}\n");

    assertThat(config.mesh()).isEmpty();
  }

  @Test
  void variablesNamePeers() {
    AgentConfig config =
        ConfigReader.parse(
            LEAST.getBytes(StandardCharsets.UTF_8),
            "bzzz.yaml",
            Path.of("/etc/bzzz"),
            Map.of(
                "BZZZ_PEERS",
                "/ip4/192.0.2.1/tcp/1, /ip4/192.0.2.2/tcp/2",
                "BZZZ_MESH_MDNS",
                "false"));

    assertThat(config.mesh().orElseThrow().peers()).hasSize(2);
    assertThat(config.mesh().orElseThrow().mdns()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "peers: [here] | in 'peers': ",
        "peers: [/ip4/192.0.2.1/tcp/4001/ws] | in 'peers': cannot dial /ip4/192.0.2.1/tcp/4001/ws",
        "peers: [/ip4/192.0.2.1/tcp/0] | in 'peers': cannot dial /ip4/192.0.2.1/tcp/0",
        "mesh: {listen: [/tcp/1x]} | in 'mesh.listen': ",
        "mesh: {mdns: 1} | 'mesh.mdns' is true or false, not '1'",
        "mesh: {tag: My-Net} | 'mesh.tag' is 1 to 58 lower-case letters and digits, not 'My-Net'",
        "mesh: {allow: [ada]} | in 'mesh.allow': ",
        "mesh: {key: topsecret} | in 'mesh.key': ",
      })
  void saysWhatIsWrongAboutTheMesh(String line, String error) {
    assertThatThrownBy(() -> parse(LEAST + line + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(error);
  }

  @Test
  void aHostIsReachedAsItsKeysSay() {
    String host =
        """
        forge:
          kind: github
          url: https://forge.example/
          token: file:read.token
          publishToken: env:PUBLISH
          ca: own.pem
          proxy: http://proxy:3128
          callsPerHour: 600
        """;

    assertThat(parse(LEAST.replaceFirst("(?s)forge:\\s+dir: \\S+\\n", host)).forge())
        .isEqualTo(
            new ForgeConfig.Host(
                ForgeKind.GITHUB,
                URI.create("https://forge.example/api/v3"),
                SecretReference.parse("file:/etc/bzzz/read.token"),
                Optional.of(SecretReference.parse("env:PUBLISH")),
                Optional.empty(),
                Optional.of(Path.of("/etc/bzzz/own.pem")),
                Optional.of(URI.create("http://proxy:3128")),
                600,
                Path.of("/etc/bzzz/access.jsonl")));
  }

  @Test
  void theTokenOfHiveIsAReferenceAndNeverShown() {
    String url = "hive: {url: 'http://localhost:1', token: ";

    assertThatThrownBy(() -> parse(LEAST + url + "hunter2hunter2}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'hive.token': a secret is given by reference")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> parse(LEAST + "hive: {token: 'env:HIVE'}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'hive.url' is missing");
  }

  @Test
  void variablesOverrideTheFile() {
    AgentConfig config =
        parse(
            LEAST,
            Map.of(
                "BZZZ_AGENT_NAME", "bob",
                "BZZZ_AGENT_SKILLS", "java, sh",
                "BZZZ_AGENT_SLOTS", "3",
                "BZZZ_REPOSITORIES", "acme/shop",
                "BZZZ_WORK_TIME_LIMIT", "90s",
                "BZZZ_JAVA_OPTS", "-Xmx1g"));

    assertThat(config.name()).isEqualTo("bob");
    assertThat(config.skills())
        .extracting(capability -> capability.skill().name())
        .containsExactly("java", "sh");
    assertThat(config.slots()).isEqualTo(3);
    assertThat(config.repositories()).containsExactly(RepositoryName.parse("acme/shop"));
    assertThat(config.work().timeLimit()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void aWrongVariableIsNamed() {
    assertThatThrownBy(() -> parse(LEAST, Map.of("BZZZ_POLL", "soon")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "cannot use the environment variable BZZZ_POLL: 'poll' is a duration such as 500ms, 5s,"
                + " 10m or 2h, from 100ms to 1h, not 'soon'");
  }

  @Test
  void everyKeyHasAVariableOfItsPath() {
    for (ConfigKey key : ConfigKey.values()) {
      String snake = key.path().replace('.', '_').replaceAll("([A-Z])", "_$1");

      assertThat(key.variable()).isEqualToIgnoringCase("BZZZ_" + snake);
    }
  }

  @Test
  void everyKeyIsExplained() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "configuration.md"));

    for (ConfigKey key : ConfigKey.values()) {
      assertThat(page).contains("| `" + key.path() + "` | `" + key.variable() + "` |");
    }
  }

  /** Each row: what is added to the least configuration; line and column; what the message says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "agnet: 1            |8,1 |unknown key 'agnet'; did you mean 'agent'?",
        "zzzzzz: 1           |8,1 |unknown key 'zzzzzz'; known here: agent, forge,",
        "work: {dri: x}      |8,8 |unknown key 'dri'; did you mean 'dir'?",
        "work: 7             |8,7 |'work' is a group of keys (dir, timeLimit, testLimit), but here stands a number",
        "poll: 5             |8,7 |'poll' is a duration such as 500ms, 5s, 10m or 2h",
        "poll: 2h            |8,7 |from 100ms to 1h, not '2h'",
        "poll: [5s]          |8,7 |not a list",
        "repositories: shop  |8,15|'repositories' is a list of at most 1000 values, not 'shop'",
        "repositories: [shop]|8,16|a repository is written owner/name, not 'shop'",
        "repositories: [[a]] |8,16|'repositories' is a text, but here stands a list",
        "dependencies: done  |8,15|'dependencies' is one of: merged, published, not 'done'",
        "claims: {protocol: 5}|8,20|'claims.protocol' is a text, but here stands a number",
        "claims: {protocol: luck}|8,20|'claims.protocol' is one of: ",
        "audit: {file: }     |8,14|'audit.file' is a text, but here stands nothing",
        "audit: {file: yes}  |8,15|but here stands no text; put it in quotes",
        "poll: 5s, 6s        |8,7 |not '5s, 6s'",
        "poll: '             |9,1 |it is not YAML",
        "poll: &a 5s         |8,7 |anchors (&) and aliases (*) are not supported",
        "poll: *a            |8,7 |anchors (&) and aliases (*) are not supported",
        "poll: !x 5s         |8,7 |tags (!) are not supported",
        "forge: {dir: x}     |8,1 |the key 'forge' stands here a second time, first in line 4",
        "? [a]               |8,3 |a key is a single word",
        "work: [[[[[[[[[a]]]]]]]]]|8,14|it is nested more than 8 deep",
        "---                 |8,1 |it is not YAML",
      })
  void namesLineAndColumn(String added, String place, String message) {
    String[] lineAndColumn = place.split(",");

    assertThatThrownBy(() -> parse(LEAST + added.strip() + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "cannot use bzzz.yaml, line "
                + lineAndColumn[0]
                + ", column "
                + lineAndColumn[1]
                + ": ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "name: ada     |name: a/b           |line 2, column 9: 'agent.name' is 1 to 64 letters",
        "name: ada     |name: 7             |line 2, column 9: 'agent.name' is a text, but here stands a number",
        "  name: ada   |# no name           |bzzz.yaml: 'agent.name' is missing; write it there or set BZZZ_AGENT_NAME",
        "  dir: ../forge|  kind: local      |bzzz.yaml: 'forge.dir' is missing; write it there or set BZZZ_FORGE_DIR",
        "dir: ../forge |{dir: x, kind: hub} |line 5, column 18: 'forge.kind' is one of: local, github",
        "dir: ../forge |{dir: x, kind: github} |line 5, column 9: 'forge.dir' means nothing with forge.kind: github",
        "dir: ../forge |{kind: gitea, token: 'env:T'} |'forge.url' is missing",
        "dir: ../forge |{kind: github, token: 'file:k', app: x} |line 5, column 40: in 'forge.app': an app is written CLIENT_ID/INSTALLATION",
        "dir: ../forge |{kind: github, token: 'file:k', app: a/1, publishToken: 'env:T'} |'forge.publishToken' means nothing with forge.app",
        "dir: ../forge |{kind: gitlab, token: 'file:k', app: a/1} |'forge.app' means nothing with forge.kind: gitlab",
        "dir: ../forge |{kind: github} |'forge.token' is missing; write it there or set BZZZ_FORGE_TOKEN",
        "dir: ../forge |{kind: github, token: ghp_1} |line 5, column 25: in 'forge.token': a secret is given by reference",
        "dir: ../forge |{dir: x, url: 'http://x'} |line 5, column 17: 'forge.url' means nothing with forge.kind: local",
        "dir: ../forge |{kind: github, token: 'env:T', proxy: 'https://p'} |line 5, column 41: 'forge.proxy' is http://HOST:PORT",
        "model: qwen3:8b|url: ftp://x       |line 7, column 8: 'llm.url' is an address such as",
        "model: qwen3:8b|url: ssh://git@x   |line 7, column 8: 'llm.url' is an address such as",
        "model: qwen3:8b|url: http://a/?q=1 |line 7, column 8: 'llm.url' is an address such as",
        "model: qwen3:8b|model: m\\n  contextTokens: 511|line 8, column 18: 'llm.contextTokens' is a whole number from 512 to 4194304, not '511'",
        "model: qwen3:8b|backend: scripted  |bzzz.yaml: 'llm.script' is missing",
        "model: qwen3:8b|script: x          |line 7, column 11: 'llm.script' is not for the backend ollama; take it out",
        "key: ada.key  |key: a, slots: 65   |it is not YAML",
        "key: ada.key  |key: k\\n  skills: {java: 1001}|line 4, column 18: 'agent.skills' gives each skill a level from 0 to 1000, not '1001'",
        "key: ada.key  |key: k\\n  skills: [java, JAVA]|line 4, column 11: 'agent.skills' names a skill twice; keep one",
        "key: ada.key  |key: k\\n  skills: [a b]       |line 4, column 12: in 'agent.skills': 'a b' is no name of a skill",
        "name: ada     |name: ada\\n  slots: 65|line 3, column 10: 'agent.slots' is a whole number from 1 to 64, not '65'",
      })
  void namesWhatIsWrong(String replaced, String by, String message) {
    String text = LEAST.replace(replaced.stripTrailing(), by.stripTrailing().replace("\\n", "\n"));

    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "model: qwen3:8b|url: http://ann:hunter2@x|line 7, column 8: 'llm.url'",
        "model: qwen3:8b|url: https://hunter2@x|line 7, column 8: 'llm.url'",
        "model: qwen3:8b|uri: https://hunter2@x|line 7, column 8: 'llm.uri'",
        "dir: ../forge|dir: ssh://git:hunter2@x/y|line 5, column 8: 'forge.dir'",
        "dir: ../forge|dir: x\\nrepositories: [a/b, 'https://a:hunter2/3@x/a/b']|line 6, column 21: 'repositories'",
        "key: ada.key|key: k\\n  skills: {java: 'x https://hunter2@y'}|line 4, column 18: 'agent.skills.java'",
      })
  void refusesAddressesWithPasswordsAndDoesNotShowThem(String replaced, String by, String where) {
    String text = LEAST.replace(replaced, by.replace("\\n", "\n"));

    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "cannot use bzzz.yaml, "
                + where
                + " holds an address with a password or token in it; write the address without"
                + " what stands before its '@'");
  }

  @Test
  void neitherAKeyNorAVariableMayHoldAPassword() {
    assertThatThrownBy(() -> parse(LEAST + "'https://hunter2@x': 1\n"))
        .hasMessageContaining("line 8, column 1: a key is a single word")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(
            () -> parse(LEAST, Map.of("BZZZ_REPOSITORIES", "a/b,https://hunter2@x/a/b.git")))
        .hasMessageContaining("the environment variable BZZZ_REPOSITORIES: 'repositories' holds an")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aVariableThatDoesNotSuitTheFileIsNamedTogetherWithTheKey() {
    assertThatThrownBy(
            () -> parse(LEAST, Map.of("BZZZ_LLM_BACKEND", "scripted", "BZZZ_LLM_SCRIPT", "x.json")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "cannot use the environment variable BZZZ_LLM_BACKEND: it chooses the backend scripted,"
                + " but 'llm.model' in bzzz.yaml, line 7, column 10 is not for the backend"
                + " scripted; unset the variable, or take the key out");
    assertThatThrownBy(() -> parse(LEAST, Map.of("BZZZ_LLM_SCRIPT", "x.json")))
        .hasMessageContaining("cannot use the environment variable BZZZ_LLM_SCRIPT: 'llm.script'");
  }

  @Test
  void theContextIsReadAndHasADefault() {
    String longer = LEAST.replace("model: qwen3:8b", "model: qwen3:8b\n  contextTokens: 32768");

    assertThat(((LlmConfig.Ollama) parse(LEAST).llm()).contextTokens()).isEqualTo(16_384);
    assertThat(((LlmConfig.Ollama) parse(longer).llm()).contextTokens()).isEqualTo(32_768);
  }

  @Test
  void aTabIsCalledATab() {
    assertThatThrownBy(() -> parse("agent:\n\tname: ada\n"))
        .hasMessage(
            "cannot use bzzz.yaml, line 2, column 1: a tab stands where YAML wants spaces; indent"
                + " with spaces");
  }

  @Test
  void anEmptyFileSaysWhatWritesOne() {
    assertThatThrownBy(() -> parse("# nothing\n"))
        .hasMessage(
            "cannot use bzzz.yaml, line 1, column 1: it is empty; 'bzzz init' writes one to start"
                + " from");
  }

  @Test
  void charactersThatAreNoTextHaveAPlace() {
    assertThatThrownBy(() -> parse("agent:\n  name: \u0007\n"))
        .hasMessageContaining("line 2, column 9: a character stands here that YAML does not allow");

    assertThatThrownBy(
            () ->
                ConfigReader.parse(
                    new byte[] {'a', ':', '\n', (byte) 0xff}, "bzzz.yaml", Path.of("/"), Map.of()))
        .hasMessageContaining("line 2, column 1: it is not in UTF-8 here");
  }

  @Test
  void tooLongAFileIsNotRead() {
    assertThatThrownBy(() -> parse("#".repeat(YamlReader.MAX_BYTES + 1)))
        .hasMessageContaining("it is longer than 262144 bytes");
  }

  @Test
  void aMissingFileAndAFolderAreNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> ConfigReader.read(folder.resolve("bzzz.yaml"), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "cannot use "
                + folder.resolve("bzzz.yaml")
                + ": there is no such file; 'bzzz init' writes one");

    assertThatThrownBy(() -> ConfigReader.read(folder, Map.of()))
        .hasMessage(
            "cannot use "
                + folder
                + ": it is a folder; name the file that holds the configuration");
  }

  @Test
  void aPipeIsNotWaitedFor(@TempDir Path folder) throws Exception {
    Path pipe = folder.resolve("bzzz.yaml");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> ConfigReader.read(pipe, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(pipe.toString(), "it is a pipe", "; name the file");
  }

  @Test
  void pathsAreRelativeToTheFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("bzzz.yaml"), LEAST);

    assertThat(ConfigReader.read(file, Map.of()).key()).isEqualTo(folder.resolve("ada.key"));
  }

  private static AgentConfig parse(String text) {
    return parse(text, Map.of());
  }

  private static AgentConfig parse(String text, Map<String, String> environment) {
    return ConfigReader.parse(
        text.getBytes(StandardCharsets.UTF_8), "bzzz.yaml", Path.of("/etc/bzzz"), environment);
  }
}
