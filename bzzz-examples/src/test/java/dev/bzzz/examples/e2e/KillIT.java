package dev.bzzz.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.audit.AuditReport;
import dev.bzzz.core.audit.AuditVerifier;
import dev.bzzz.core.sandbox.BubblewrapSandbox;
import dev.bzzz.examples.demo.ForgeCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills agents' processes at any moment and sees that the next run copes, though only a third of
 * them come back: what the others held is taken over.
 */
@Timeout(600)
final class KillIT {
  private static final String[] AGENTS = {"ada", "bob", "cyd", "dan", "eve", "fay"};

  /** One in a build, at moments drawn anew each time; more for a campaign. */
  private static final int ROUNDS = Integer.getInteger("bzzz.kill.rounds", 1);

  /** Enough that there is work left in each round. */
  private static final int TASKS = 4 + 4 * ROUNDS;

  /** By its folder, which costs a build less, or {@code http}: by a server over the same folder. */
  private static final boolean HTTP =
      forgeIsServed(System.getProperty("bzzz.kill.forge", "folder"));

  /** How many of a hundred messages of the mesh get lost; one of three shares unless given. */
  private static final int LOSS = Integer.getInteger("bzzz.kill.loss", -1);

  private static final List<Integer> LOSSES = List.of(0, 50, 100);

  @TempDir private Path temp;
  private AgentProgram program;
  private int loss;

  @RegisterExtension final Chance chance = new Chance();

  @BeforeEach
  void prepare() throws Exception {
    program = new AgentProgram(logs());
    loss = LOSS >= 0 ? LOSS : chance.shuffled(LOSSES).get(0);
  }

  @AfterEach
  void end() {
    program.close();
  }

  @Test
  void agentsKilledAtAnyMomentNeitherDoubleNorLoseATask() throws Exception {
    SmallForge forge =
        SmallForge.create(
            temp.resolve("forge"), SmallForge.Plan.of(TASKS, AGENTS).timed(1, 3).delayed(300));
    forge.joinMesh();
    Optional<ForgeProcess> server =
        HTTP ? Optional.of(ForgeProcess.start(program, forge)) : Optional.empty();
    List<AgentProgram.Running> killed = killRoundByRound(forge);
    Path torn = forge.audit(AGENTS[0]);
    Files.writeString(torn, "{\"agent\":\"12D3Koo", StandardOpenOption.APPEND);

    Map<String, AgentProgram.Ended> last = runToTheEnd(forge);

    assertThat(last.values())
        .allSatisfy(each -> assertThat(each.exitCode()).as(each.err()).isZero());
    assertThat(ForgeCheck.of(forge.root()))
        .isEqualTo(new ForgeCheck(TASKS, TASKS, List.of(), 0, 0));
    new GitView(forge.repository()).isClean();
    for (String agent : AGENTS) {
      assertThat(AuditVerifier.verify(forge.audit(agent)).problem()).as(agent).isEmpty();
      for (Path trees : left(forge.agent(agent).resolve("work/trees"))) {
        assertThat(left(trees)).as("checkouts left").isEmpty();
      }
    }
    assertThat(last.get(AGENTS[0]).err()).contains("repaired the audit log", torn.toString());
    if (loss < 100) {
      assertThat(heard(forge)).as("messages heard with a loss of %s %%", loss).isPositive();
    } else {
      assertThat(heard(forge)).isZero();
    }
    AuditReport report = AuditVerifier.verify(torn);
    assertThat(new AuditView(torn).entries()).anyMatch(AuditView.event("repaired"));
    assertThat(report.ok()).isTrue();
    for (AgentProgram.Running each : killed) {
      each.leavesNothingRunning();
    }
    if (server.isPresent()) {
      server.get().keepsItsToken(logs());
    }
  }

  private List<AgentProgram.Running> killRoundByRound(SmallForge forge) throws Exception {
    List<AgentProgram.Running> killed = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Map<String, Long> opened = new LinkedHashMap<>();
      for (String agent : AGENTS) {
        opened.put(agent, opened(forge.audit(agent)));
      }
      Map<String, AgentProgram.Running> crew = start(forge, List.of(AGENTS));
      List<String> victims = chance.shuffled(crew.keySet());
      if (round < ROUNDS - 1) {
        victims = victims.subList(0, chance.between(2, 4));
      }
      for (String victim : victims) {
        killAtWork(new AuditView(forge.audit(victim)), opened.get(victim), crew.get(victim));
      }
      for (AgentProgram.Running each : crew.values()) {
        if (each.alive()) {
          chance.pause();
          each.kill();
        }
        killed.add(each);
      }
    }
    return killed;
  }

  private Map<String, AgentProgram.Ended> runToTheEnd(SmallForge forge) throws Exception {
    Map<String, AgentProgram.Ended> last = new LinkedHashMap<>();
    Map<String, AgentProgram.Running> survivors = start(forge, List.of(AGENTS).subList(0, 2));
    for (Map.Entry<String, AgentProgram.Running> each : survivors.entrySet()) {
      last.put(each.getKey(), each.getValue().await());
    }
    // These find no more than their own files to put in order.
    for (String late : List.of(AGENTS).subList(2, AGENTS.length)) {
      last.put(late, AgentProgram.runHere(run(forge, late).toArray()));
    }
    return last;
  }

  private Path logs() {
    return temp.resolve("logs");
  }

  private Map<String, AgentProgram.Running> start(SmallForge forge, List<String> agents)
      throws Exception {
    Map<String, AgentProgram.Running> crew = new LinkedHashMap<>();
    for (String agent : agents) {
      crew.put(agent, program.start(run(forge, agent).toArray()));
    }
    return crew;
  }

  private List<Object> run(SmallForge forge, String agent) throws Exception {
    boolean confined = BubblewrapSandbox.unavailable().isEmpty();
    return List.of(
        "run",
        "--until-idle",
        "--sandbox",
        confined ? "bubblewrap" : "unconfined",
        "--mesh-loss",
        loss,
        "--config",
        forge.config(agent));
  }

  /** How many messages of others were heard by those that ended in order. */
  private static long heard(SmallForge forge) throws IOException {
    long heard = 0;
    for (String agent : AGENTS) {
      for (var entry : new AuditView(forge.audit(agent)).entries()) {
        if (AuditView.event("mesh-left").test(entry)) {
          heard += entry.path("data").path("heard").asLong();
        }
      }
    }
    return heard;
  }

  /** Waits until it works on something, or has found nothing to do, and a moment longer. */
  private void killAtWork(AuditView log, long opened, AgentProgram.Running process)
      throws Exception {
    Waiting.until(
        "an agent works", () -> !process.alive() || log.changed() && worksSince(log, opened));
    chance.pause();
    process.kill();
  }

  /** Whether it has begun to work since it was opened once more than that. */
  private static boolean worksSince(AuditView log, long opened) throws IOException {
    int seen = 0;
    boolean works = false;
    for (var entry : log.entries()) {
      if (AuditView.event("opened").test(entry)) {
        seen++;
        works = false;
      }
      works |= AuditView.event("work-started").test(entry);
    }
    return works && seen > opened;
  }

  /** How often it was opened, by processes of before. */
  private static long opened(Path audit) throws IOException {
    return new AuditView(audit).entries().stream().filter(AuditView.event("opened")).count();
  }

  private static boolean forgeIsServed(String how) {
    return switch (how) {
      case "folder" -> false;
      case "http" -> true;
      default ->
          throw new IllegalArgumentException("-Dbzzz.kill.forge=" + how + ": it is folder or http");
    };
  }

  private static List<Path> left(Path folder) throws Exception {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
