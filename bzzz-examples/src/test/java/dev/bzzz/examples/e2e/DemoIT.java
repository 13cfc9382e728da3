package dev.bzzz.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.audit.AuditVerifier;
import dev.bzzz.core.claim.ClaimProtocols;
import dev.bzzz.core.sim.Recording;
import dev.bzzz.core.sim.Replay;
import dev.bzzz.examples.cli.PlainGit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills a demo whose agents are processes, lets another one in one process continue it to its end,
 * and then looks at what that has left behind: all of it is as if nobody had been killed.
 */
@Timeout(300)
final class DemoIT {
  private static final String SECRET = "PLANTED-3f9c1d7e5a";
  private static final List<String> AGENTS = List.of("ada", "grace", "edsger");

  @TempDir private static Path temp;
  private static AgentProgram program;
  private static Path folder;
  private static AgentProgram.Ended demo;
  private static List<Long> agentMegabytes;
  private static long peakMegabytes;

  @RegisterExtension static final Chance CHANCE = new Chance();

  @BeforeAll
  static void run() throws Exception {
    Path home = Files.createDirectories(temp.resolve("home"));
    Files.writeString(home.resolve(".token"), SECRET);
    program =
        new AgentProgram(temp.resolve("logs")).with("HOME", home.toString()).with("TOKEN", SECRET);
    folder = temp.resolve("demo");
    killADemoAtWork();
    AgentProgram.Running running =
        program.start(
            "demo", "--agents", AGENTS.size(), "--dir", folder, "--record", recordings(), "--json");
    peakMegabytes = running.peakMegabytes();
    demo = running.await();
  }

  /** Three of its agents one after the other, and then the process that has started them. */
  private static void killADemoAtWork() throws Exception {
    AgentProgram.Running first =
        program.start(
            "demo",
            "--processes",
            "--agents",
            AGENTS.size(),
            "--dir",
            folder,
            "--record",
            recordings());
    Waiting.until("its agents run", () -> first.agents().size() == AGENTS.size());
    new AuditView(audit("ada")).await("work started", AuditView.event("work-started"));
    List<ProcessHandle> victims = CHANCE.shuffled(first.agents());
    agentMegabytes = victims.stream().map(Memory::peakMegabytes).toList();
    for (ProcessHandle victim : victims.subList(0, AGENTS.size() / 2)) {
      CHANCE.pause();
      first.descendants();
      victim.destroyForcibly();
    }
    CHANCE.pause();
    first.kill();
    first.leavesNothingRunning();
  }

  @AfterAll
  static void end() {
    program.close();
  }

  @Test
  void allTasksArePublishedOnceAndTheResultSaysSo() {
    JsonNode json = demo.json();

    assertThat(demo.exitCode()).as(demo.err()).isZero();
    assertThat(fields(json))
        .containsExactlyInAnyOrder(
            "agents",
            "tasks",
            "published",
            "failed",
            "doubleClaims",
            "doublePublishes",
            "durationMs",
            "claimLatencyMs",
            "mesh",
            "sandbox",
            "backend",
            "directory",
            "pullRequests");
    assertThat(json.get("agents").asInt()).isEqualTo(AGENTS.size());
    assertThat(json.get("tasks").asInt()).isEqualTo(12);
    assertThat(json.get("published").asInt()).isEqualTo(12);
    assertThat(json.get("failed").asInt(-1)).isZero();
    assertThat(json.get("doubleClaims").asInt(-1)).isZero();
    assertThat(json.get("doublePublishes").asInt(-1)).isZero();
    assertThat(json.get("durationMs").asLong()).isPositive();
    assertThat(json.get("claimLatencyMs").get("p50").asLong(-1))
        .isBetween(0L, json.get("claimLatencyMs").get("p99").asLong());
    assertThat(json.get("mesh").get("peers").asInt()).isEqualTo(AGENTS.size());
    assertThat(json.get("mesh").get("messages").asLong()).isPositive();
    assertThat(json.get("sandbox").asText()).isIn("bubblewrap", "unconfined");
    assertThat(json.get("backend").asText()).isEqualTo("scripted");
    assertThat(Path.of(json.get("directory").asText())).isEqualTo(real(folder));
  }

  @Test
  void itTakesNoMoreMemoryThanPromised() {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "this system does not tell");

    assertThat(agentMegabytes).hasSize(AGENTS.size()).allMatch(each -> each > 30 && each <= 160);
    assertThat(peakMegabytes).isBetween(30L, 512L);
  }

  @Test
  void everyTaskHasAPullRequestWhoseTestsAreGreen() {
    List<JsonNode> pullRequests = pullRequests();

    assertThat(pullRequests).hasSize(12);
    assertThat(pullRequests)
        .allSatisfy(
            each -> {
              assertThat(fields(each))
                  .containsExactlyInAnyOrder(
                      "repository",
                      "task",
                      "number",
                      "branch",
                      "agent",
                      "head",
                      "testsBefore",
                      "testsAfter");
              assertThat(each.get("task").asText()).startsWith(each.get("repository").asText());
              assertThat(each.get("branch").asText()).matches("bzzz/[0-9]+/t[0-9]+");
              assertThat(each.get("agent").asText()).isIn(AGENTS);
              assertThat(each.get("testsBefore").asText()).isIn("failed", "passed");
              assertThat(each.get("testsAfter").asText()).isEqualTo("passed");
            });
    assertThat(pullRequests.stream().map(each -> each.get("task").asText()))
        .doesNotHaveDuplicates();
    assertThat(pullRequests)
        .filteredOn(each -> each.get("testsBefore").asText().equals("failed"))
        .hasSizeGreaterThanOrEqualTo(8);
  }

  @Test
  void plainGitFindsTheBranchesAndPullRequests() throws Exception {
    for (JsonNode each : pullRequests()) {
      GitView repository = repository(each.get("repository").asText());
      String branch = each.get("branch").asText();
      long number = each.get("number").asLong();

      JsonNode pull = repository.json("refs/bzzz/pulls/" + number, "pull.json");
      String body = repository.git("show", "refs/bzzz/issues/" + number + ":body.md");

      assertThat(repository.refs())
          .containsEntry("refs/heads/" + branch, each.get("head").asText());
      assertThat(pull.get("branch").asText()).isEqualTo(branch);
      assertThat(pull.get("head").asText()).isEqualTo(each.get("head").asText());
      assertThat(body).containsPattern("(?m)^Bzzz-Claim: \\S");
    }
  }

  @Test
  void plainGitFindsNoDamage() throws Exception {
    for (Path each : repositories()) {
      new GitView(each).isClean();
    }
  }

  @Test
  void aFreshCloneIsRedBeforeAndGreenAfter() throws Exception {
    List<JsonNode> shell =
        pullRequests().stream()
            .filter(each -> each.get("testsBefore").asText().equals("failed"))
            .filter(each -> each.get("repository").asText().endsWith("/infrastructure-automation"))
            .toList();
    assertThat(shell).hasSizeGreaterThanOrEqualTo(2);
    for (JsonNode each : shell.subList(0, 2)) {
      GitView origin = repository(each.get("repository").asText());
      String head = each.get("head").asText();
      Path clone = temp.resolve("clone-" + head);
      PlainGit.run(temp, "clone", "-q", origin.gitDir().toString(), clone.toString());
      PlainGit.run(clone, "checkout", "-q", head, "--", "tests");
      List<String> gone =
          PlainGit.run(clone, "diff", "--name-only", "--diff-filter=D", "HEAD", head)
              .lines()
              .filter(file -> file.startsWith("tests/"))
              .toList();
      for (String file : gone) {
        Files.delete(clone.resolve(file));
      }

      int before = test(clone);
      PlainGit.run(clone, "checkout", "-q", "-f", head);
      int after = test(clone);

      assertThat(before).as("tests of %s on the base", each).isNotZero();
      assertThat(after).as("tests of %s on its head", each).isZero();
    }
  }

  @Test
  void everyAuditLogVerifies() throws Exception {
    for (String agent : AGENTS) {
      assertThat(AuditVerifier.verify(audit(agent)).problem()).as(agent).isEmpty();
    }
    AgentProgram.Ended verified = AgentProgram.runHere("audit", "verify", audit("ada"), "--json");
    assertThat(verified.exitCode()).as(verified.out()).isZero();
    assertThat(verified.json().get("ok").asBoolean()).isTrue();
    assertThat(verified.json().get("entries").asLong()).isGreaterThan(12);
  }

  @Test
  void everyDecisionIsMadeAgainWhenARecordingIsReplayed() {
    Replay replay = Recording.replay(recordings().resolve("ada.jsonl"), ClaimProtocols::named);

    assertThat(replay.difference()).isEmpty();
    assertThat(replay.starts()).isEqualTo(2);
    assertThat(replay.effects()).isGreaterThan(10);
    assertThat(recordings()).isDirectoryContaining("glob:**/edsger.jsonl");
  }

  @Test
  void aFinishedDemoIsContinuedAndChangesNothing() throws Exception {
    Map<String, String> before = refs();

    AgentProgram.Ended again =
        AgentProgram.runHere("demo", "--agents", AGENTS.size(), "--dir", folder, "--json");

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.json().get("pullRequests")).isEqualTo(demo.json().get("pullRequests"));
    assertThat(again.json().get("doublePublishes").asInt(-1)).isZero();
    assertThat(refs()).isEqualTo(before);
  }

  @Test
  void fewerAgentsGoOnWhereMoreWereBefore() throws Exception {
    AgentProgram.Ended again =
        AgentProgram.runHere("demo", "--dir", folder, "--agents", 1, "--json");

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.json().get("pullRequests")).isEqualTo(demo.json().get("pullRequests"));
  }

  @Test
  void withoutBubblewrapItSaysLoudlyThatNothingIsConfined() throws Exception {
    try (AgentProgram bare = new AgentProgram(temp.resolve("bare"))) {
      bare.shadow("bwrap", "echo 'bwrap: No permissions to create new namespace' >&2; exit 1");

      AgentProgram.Ended ended = bare.run("demo", "--agents", 1, "--dir", folder, "--json");

      assertThat(ended.exitCode()).as(ended.err()).isZero();
      assertThat(ended.json().get("sandbox").asText()).isEqualTo("unconfined");
      assertThat(ended.err()).contains("bzzz: WITHOUT A SANDBOX: ").contains("run unconfined");
    }
  }

  @Test
  void aFolderWithOtherThingsIsRefusedAndLeftAlone() throws Exception {
    Path other = Files.createDirectories(temp.resolve("other"));
    Path mine = Files.writeString(other.resolve("thesis.txt"), "mine");

    String error = AgentProgram.runHere("demo", "--dir", other).onlyError(1);

    assertThat(error).contains(other.toString(), "it holds other things", "name a new or empty");
    assertThat(files(other)).containsExactly(mine);
    assertThat(mine).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--agents=0", "--agents=65", "--agents=many", "--nonsense"})
  void wrongOptionsAreWrongUsage(String option) throws Exception {
    String error =
        AgentProgram.runHere("demo", "--dir", temp.resolve("never"), option).onlyError(2);

    assertThat(error).contains("--help");
    assertThat(temp.resolve("never")).doesNotExist();
  }

  @Test
  void secretsOfTheStarterAndOfTheAgentsAreNowhereInTheFolder() throws Exception {
    List<String> secrets = new ArrayList<>(List.of(SECRET));
    List<Path> keys = files(folder).stream().filter(file -> file.endsWith("agent.key")).toList();
    for (Path key : keys) {
      String text = Files.readString(key).strip();
      secrets.add(text.substring(text.lastIndexOf('\n') + 1));
    }
    assertThat(secrets)
        .hasSizeGreaterThanOrEqualTo(AGENTS.size() + 1)
        .allMatch(each -> each.length() > 16);

    for (Path file : files(folder)) {
      if (!keys.contains(file)) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(secrets).as(file.toString()).noneMatch(text::contains);
      }
    }
    for (Path each : repositories()) {
      String everything = new GitView(each).everything();
      assertThat(secrets).as(each.toString()).noneMatch(everything::contains);
    }
    assertThat(secrets).noneMatch((demo.out() + demo.err())::contains);
  }

  private static List<JsonNode> pullRequests() {
    return StreamSupport.stream(demo.json().get("pullRequests").spliterator(), false).toList();
  }

  private static Set<String> fields(JsonNode object) {
    Set<String> names = new LinkedHashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static GitView repository(String name) {
    return new GitView(folder.resolve("forge").resolve(name + ".git"));
  }

  private static List<Path> repositories() throws Exception {
    try (Stream<Path> found = Files.list(folder.resolve("forge/bzzz-demo"))) {
      List<Path> all = found.sorted().toList();
      assertThat(all).hasSize(4);
      return all;
    }
  }

  private static Map<String, String> refs() throws Exception {
    Map<String, String> all = new TreeMap<>();
    for (Path each : repositories()) {
      new GitView(each).refs().forEach((ref, id) -> all.put(each.getFileName() + " " + ref, id));
    }
    return all;
  }

  private static Path recordings() {
    return folder.resolve("recordings");
  }

  private static Path audit(String agent) {
    return folder.resolve("agents").resolve(agent).resolve("audit.jsonl");
  }

  private static List<Path> files(Path where) throws Exception {
    try (Stream<Path> all = Files.walk(where)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int test(Path clone) throws Exception {
    return new ProcessBuilder("sh", "test.sh")
        .directory(clone.toFile())
        .redirectErrorStream(true)
        .redirectOutput(clone.resolveSibling(clone.getFileName() + ".log").toFile())
        .start()
        .waitFor();
  }
}
