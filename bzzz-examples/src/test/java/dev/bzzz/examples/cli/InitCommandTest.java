package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.examples.agent.AgentConfig;
import dev.bzzz.examples.agent.ConfigReader;
import dev.bzzz.examples.agent.ForgeConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InitCommandTest {
  @TempDir private Path temp;
  private Path forge;
  private Path mine;

  @BeforeEach
  void makeRepository() throws Exception {
    forge = temp.resolve("the forge");
    mine = PlainGit.repository(temp.resolve("mine"));
  }

  @Test
  void writesWhatTheAgentNeedsAndImportsTheRepository() throws Exception {
    Cli.Ended ended =
        init("ada", "--skill", "java", "--skill", "sh", "--import", mine, "--test", "sh t.sh");

    Path dir = temp.resolve("ada");
    AgentConfig config = ConfigReader.read(dir.resolve("bzzz.yaml"), Map.of());
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).isEmpty();
    assertThat(config.name()).isEqualTo("ada");
    assertThat(config.forge()).isEqualTo(new ForgeConfig.Folder(forge.toRealPath()));
    assertThat(config.skills()).extracting(c -> c.skill().name()).containsExactly("java", "sh");
    assertThat(config.repositories()).hasToString("[acme/shop]");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config.key())))
        .isEqualTo("rw-------");
    assertThat(policy().agents()).containsOnlyKeys(Identity.load(config.key()).id());
    assertThat(policy().timing()).isEqualTo(ClaimTiming.LOCAL);
    assertThat(show(".bzzz/repo.json")).contains("\"sh\", \"-c\", \"sh t.sh\"");
    assertThat(PlainGit.run(mine, "rev-list", "--count", "main")).isEqualTo("1");
  }

  @Test
  void asJsonItNamesEverythingItWrote() {
    var json = init("ada", "--import", mine, "--test", "true", "--json").json();

    assertThat(json.at("/agent/name").asText()).isEqualTo("ada");
    assertThat(json.at("/agent/id").asText()).startsWith("12D3KooW");
    assertThat(json.at("/configWritten").asBoolean()).isTrue();
    assertThat(json.at("/repositories/0/name").asText()).isEqualTo("acme/shop");
    assertThat(json.at("/repositories/0/imported").asBoolean()).isTrue();
    assertThat(json.at("/repositories/0/policyCommit").asText()).hasSize(40);
  }

  @Test
  void forAHostItMakesTheKeyAndTellsWhatToCommit() throws Exception {
    Path dir = Files.createDirectories(temp.resolve("ada"));
    Files.writeString(
        dir.resolve("bzzz.yaml"),
        """
        agent: {name: ada, key: ada.key}
        forge: {kind: gitea, url: 'https://git.example.org', token: 'file:none'}
        llm: {model: m}
        """);

    Cli.Ended ended = Cli.run("init", "--dir", dir, "--repository", "acme/shop", "--test", "true");
    Cli.Ended again =
        Cli.run("init", "--dir", dir, "--repository", "acme/shop", "--test", "true", "--json");
    Cli.Ended folder =
        Cli.run("init", "--dir", dir, "--repository", "acme/shop", "--forge-dir", forge);

    AgentId id = Identity.load(dir.resolve("ada.key")).id();
    byte[] policy = again.json().path("policy").toString().getBytes(StandardCharsets.UTF_8);
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .contains("default branch of acme/shop", ".bzzz/policy.json:", "\"" + id + "\"")
        .contains(".bzzz/repo.json:", "\"sh\", \"-c\", \"true\"");
    assertThat(ClaimPolicy.parse(policy, "acme/shop").agents()).containsOnlyKeys(id);
    assertThat(ClaimPolicy.parse(policy, "acme/shop").timing()).isEqualTo(ClaimTiming.DEFAULT);
    assertThat(folder.exitCode()).isEqualTo(2);
    assertThat(folder.err()).contains("names the forge https://git.example.org");
  }

  @Test
  void runAgainItChangesNothing() throws Exception {
    init("ada", "--import", mine, "--test", "true");
    Path dir = temp.resolve("ada");
    byte[] key = Files.readAllBytes(dir.resolve("ada.key"));
    String yaml = Files.readString(dir.resolve("bzzz.yaml")) + "poll: 7s\n";
    Files.writeString(dir.resolve("bzzz.yaml"), yaml);
    String head = PlainGit.run(bare(), "rev-parse", "main");

    Cli.Ended again = Cli.run("init", "--dir", dir, "--repository", "acme/shop");

    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).contains("kept ", "lets ada claim tasks already");
    assertThat(Files.readAllBytes(dir.resolve("ada.key"))).isEqualTo(key);
    assertThat(Files.readString(dir.resolve("bzzz.yaml"))).isEqualTo(yaml);
    assertThat(PlainGit.run(bare(), "rev-parse", "main")).isEqualTo(head);
  }

  @Test
  void agentsAreAddedAndNeverRemoved() throws Exception {
    init("ada", "--import", mine, "--test", "true");

    Cli.Ended second = init("bob", "--test", "false");

    assertThat(second.exitCode()).isZero();
    assertThat(policy().agents().values()).containsExactlyInAnyOrder("ada", "bob");
    assertThat(second.err())
        .isEqualTo("bzzz: acme/shop keeps the test command in its .bzzz/repo.json\n");
    assertThat(show(".bzzz/repo.json")).contains("\"true\"");
  }

  @Test
  void aDamagedSourceIsToldInOneLineAndLeavesNothingBehind() throws Exception {
    String blob = PlainGit.run(mine, "rev-parse", "HEAD:README");
    Files.delete(mine.resolve(".git/objects/" + blob.substring(0, 2) + "/" + blob.substring(2)));

    Cli.Ended ended =
        Cli.runAndLog(
            "init",
            "--dir",
            temp.resolve("ada"),
            "--name=ada",
            "--forge-dir",
            temp.resolve("forges/mine"),
            "--import",
            mine,
            "--repository=acme/shop");

    assertThat(ended.exitCode()).isOne();
    assertThat(ended.err())
        .isEqualTo(
            "bzzz: cannot import "
                + mine
                + " as acme/shop: the repository is damaged: the object "
                + blob
                + " is missing; see git fsck there, and import a sound clone of it\n");
    assertThat(temp.resolve("forges")).doesNotExist();
    assertThat(temp.resolve("ada")).doesNotExist();
  }

  @Test
  void whatCannotBeSetUpIsNotImportedEither() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));

    Cli.Ended inFile =
        Cli.run(
            "init",
            "--dir",
            file.resolve("ada"),
            "--name=ada",
            "--forge-dir",
            forge,
            "--import",
            mine,
            "--repository=acme/shop");
    Cli.Ended untested = init("ada", "--import", mine, "--test", " ");
    Cli.Ended unmodelled = init("ada", "--import", mine, "--model", "");

    assertThat(inFile.exitCode()).isOne();
    assertThat(inFile.err())
        .isEqualTo(
            "bzzz: cannot set up an agent in "
                + file.resolve("ada")
                + ": "
                + file
                + " is no folder; choose another with --dir\n");
    assertThat(untested.exitCode()).isEqualTo(2);
    assertThat(untested.err()).contains("--test is empty: leave it out, or say which");
    assertThat(unmodelled.exitCode()).isEqualTo(2);
    assertThat(unmodelled.err()).contains("--model is empty");
    assertThat(forge).doesNotExist();
    assertThat(temp.resolve("ada")).doesNotExist();
  }

  @Test
  void aRepositoryWithoutTestCommandIsToldAbout() {
    assertThat(init("ada", "--import", mine).err())
        .isEqualTo(
            "bzzz: acme/shop has no test command, and without one nothing is published; run this"
                + " again with --test 'COMMAND'\n");
  }

  @Test
  void aMalformedPolicyIsNotOverwritten() throws Exception {
    init("ada", "--import", mine, "--test", "true");
    Path clone = temp.resolve("clone");
    PlainGit.run(temp, "clone", "-q", bare().toString(), clone.toString());
    Files.writeString(clone.resolve(".bzzz/policy.json"), "{\"v\":2}");
    PlainGit.run(clone, "commit", "-qam", "Break it");
    PlainGit.run(clone, "push", "-q", "origin", "main");

    Cli.Ended ended = init("bob");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .contains("cannot use the claim policy .bzzz/policy.json of acme/shop: \"v\" is not 1");
    assertThat(show(".bzzz/policy.json")).isEqualTo("{\"v\":2}");
  }

  @Test
  void anotherAgentsFolderIsNotTaken() {
    init("ada", "--import", mine, "--test", "true");

    Cli.Ended ended =
        Cli.run("init", "--dir", temp.resolve("ada"), "--name", "bob", "--repository", "acme/shop");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains("bzzz.yaml belongs to agent ada; give bob a folder of its own");
  }

  @Test
  void aKeyThatIsNoneIsKeptAndNamed() throws Exception {
    Path dir = Files.createDirectories(temp.resolve("ada"));
    Files.writeString(dir.resolve("ada.key"), "garbage");

    Cli.Ended ended = init("ada", "--import", mine);

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .startsWith("bzzz: cannot use the key file " + dir.resolve("ada.key") + ": ");
    assertThat(Files.readString(dir.resolve("ada.key"))).isEqualTo("garbage");
  }

  @Test
  void aRepositoryWithoutCommitsIsNamedAndNoConfigurationWritten() throws Exception {
    PlainGit.run(temp, "init", "-q", "--bare", "-b", "main", forge.resolve("acme/shop.git") + "");

    Cli.Ended ended = init("ada");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo(
            "bzzz: cannot change files of acme/shop: its default branch main has no commits; push a"
                + " first one\n");
    assertThat(temp.resolve("ada/bzzz.yaml")).doesNotExist();
  }

  @Test
  void whatIsMissingOrWrongIsWrongUsage() {
    assertThat(List.of(Cli.run("init"), Cli.run("init", "--repository", "acme/shop")))
        .allSatisfy(ended -> assertThat(ended.exitCode()).isEqualTo(2));
    assertThat(Cli.run("init", "--repository", "shop").err())
        .contains("a repository is written owner/name, not 'shop'");
    assertThat(init("a/b").err()).contains("'a/b' is no name for an agent");
    assertThat(init("ada", "--skill", "a b").err()).contains("'a b' is no name of a skill");
    assertThat(init("ada", "--import", mine, "--repository", "acme/web").err())
        .contains("--import brings in one repository");
  }

  @Test
  void aFolderThatIsNoForgeIsNamed() {
    assertThat(init("ada").exitCode()).isEqualTo(1);
    assertThat(init("ada").err()).contains("cannot open the forge " + forge);
    assertThat(init("ada", "--import", temp).err())
        .contains("cannot import " + temp + " as acme/shop: it is no git repository");
  }

  private Cli.Ended init(String agent, Object... more) {
    Object[] start = {
      "init",
      "--dir",
      temp.resolve(agent.replace('/', '-')),
      "--name",
      agent,
      "--forge-dir",
      forge,
      "--repository",
      "acme/shop"
    };
    Object[] all = java.util.Arrays.copyOf(start, start.length + more.length);
    System.arraycopy(more, 0, all, start.length, more.length);
    return Cli.run(all);
  }

  private ClaimPolicy policy() throws Exception {
    return ClaimPolicy.parse(show(ClaimPolicy.FILE).getBytes(StandardCharsets.UTF_8), "test");
  }

  private String show(String file) throws Exception {
    return PlainGit.run(bare(), "show", "main:" + file);
  }

  private Path bare() {
    return forge.resolve("acme/shop.git");
  }
}
