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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kills agents' processes at any moment and sees that the others, or the next run, cope. */
@Timeout(600)
final class KillIT {
  private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
  private static final String[] AGENTS = {"ada", "bob", "cyd", "dan", "eve", "fay"};
  private static final int TASKS = 12;
  private static final int ROUNDS = 3;
  private static final int MAX_PAUSE_MILLIS = 500;
  private static final long MAX_MB = 160;

  @TempDir private Path temp;
  private AgentProgram program;
  private final long seed = Long.getLong("bzzz.seed", System.nanoTime());
  private Random random;

  @RegisterExtension
  final TestWatcher seedOnFailure =
      new TestWatcher() {
        @Override
        public void testFailed(ExtensionContext context, Throwable cause) {
          LOG.error("repeat it with -Dbzzz.seed={}", seed);
        }
      };

  @BeforeEach
  void prepare() throws Exception {
    random = new Random(seed);
    program = new AgentProgram(temp.resolve("logs"));
  }

  @AfterEach
  void end() {
    program.close();
  }

  @Test
  void agentsKilledAtAnyMomentNeitherDoubleNorLoseATask() throws Exception {
    SmallForge forge =
        SmallForge.create(
            temp.resolve("forge"),
            SmallForge.Plan.of(TASKS, AGENTS).timed(1500, 3000).delayed(300));
    List<AgentProgram.Running> killed = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Map<String, AgentProgram.Running> crew = start(forge);
      List<String> victims = new ArrayList<>(crew.keySet());
      Collections.shuffle(victims, random);
      if (round < ROUNDS - 1) {
        victims = victims.subList(0, 2 + random.nextInt(3));
      }
      for (String victim : victims) {
        killAtWork(forge, victim, crew.get(victim));
      }
      for (AgentProgram.Running each : crew.values()) {
        if (each.alive() && !killed.contains(each)) {
          pause();
          each.kill();
        }
        killed.add(each);
      }
    }
    Path torn = forge.audit(AGENTS[0]);
    Files.writeString(torn, "{\"agent\":\"12D3Koo", StandardOpenOption.APPEND);

    Map<String, AgentProgram.Ended> last = new LinkedHashMap<>();
    Map<String, AgentProgram.Running> crew = start(forge);
    for (Map.Entry<String, AgentProgram.Running> each : crew.entrySet()) {
      last.put(each.getKey(), each.getValue().await());
    }

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
    AuditReport report = AuditVerifier.verify(torn);
    assertThat(new AuditView(torn).entries()).anyMatch(AuditView.event("repaired"));
    assertThat(report.ok()).isTrue();
    for (AgentProgram.Running each : killed) {
      each.leavesNothingRunning();
    }
  }

  @Test
  void aDemoWhoseAgentsAndStarterWereKilledIsContinuedToItsEnd() throws Exception {
    Path folder = temp.resolve("demo");
    AgentProgram.Running demo =
        program.start("demo", "--processes", "--agents", 6, "--dir", folder);
    Waiting.until("six agents run", () -> demo.agents().size() == 6);
    AuditView first = new AuditView(folder.resolve("agents/ada/audit.jsonl"));
    first.await("work started", AuditView.event("work-started"));
    List<ProcessHandle> victims = new ArrayList<>(demo.agents());
    assertThat(victims)
        .as("MB of memory that each agent took")
        .allSatisfy(each -> assertThat(Memory.peakMegabytes(each)).isLessThanOrEqualTo(MAX_MB));
    Collections.shuffle(victims, random);
    for (ProcessHandle victim : victims.subList(0, 3)) {
      pause();
      demo.descendants();
      victim.destroyForcibly();
    }
    pause();
    demo.kill();
    demo.leavesNothingRunning();

    AgentProgram.Ended again = program.run("demo", "--agents", 6, "--dir", folder, "--json");

    assertThat(again.exitCode()).as(again.out() + again.err()).isZero();
    assertThat(again.json().get("published").asInt()).isEqualTo(12);
    assertThat(again.json().get("doubleClaims").asInt(-1)).isZero();
    assertThat(again.json().get("doublePublishes").asInt(-1)).isZero();
    for (Path each : left(folder.resolve("forge/bzzz-demo"))) {
      new GitView(each).isClean();
    }
    List<Path> agents = left(folder.resolve("agents"));
    assertThat(agents).hasSize(6);
    for (Path each : agents) {
      assertThat(AuditVerifier.verify(each.resolve("audit.jsonl")).problem()).isEmpty();
    }
  }

  private Map<String, AgentProgram.Running> start(SmallForge forge) throws Exception {
    boolean confined = BubblewrapSandbox.unavailable().isEmpty();
    Map<String, AgentProgram.Running> crew = new LinkedHashMap<>();
    for (String agent : AGENTS) {
      crew.put(
          agent,
          program.start(
              "run",
              "--until-idle",
              "--sandbox",
              confined ? "bubblewrap" : "unconfined",
              "--config",
              forge.config(agent)));
    }
    return crew;
  }

  /** Waits until it works on something, or has found nothing to do, and a moment longer. */
  private void killAtWork(SmallForge forge, String agent, AgentProgram.Running process)
      throws Exception {
    AuditView log = new AuditView(forge.audit(agent));
    Waiting.until(agent + " works", () -> !process.alive() || log.changed() && worksNow(log));
    pause();
    process.kill();
  }

  /** Whether it has begun to work since it was opened last. */
  private static boolean worksNow(AuditView log) throws IOException {
    var entries = log.entries();
    int start = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (AuditView.event("opened").test(entries.get(i))) {
        start = i;
      }
    }
    return entries.subList(start, entries.size()).stream()
        .anyMatch(AuditView.event("work-started"));
  }

  private void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_PAUSE_MILLIS)));
  }

  private static List<Path> left(Path folder) throws Exception {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
