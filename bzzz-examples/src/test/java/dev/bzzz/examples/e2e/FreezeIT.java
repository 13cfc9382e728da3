package dev.bzzz.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.audit.AuditVerifier;
import dev.bzzz.examples.demo.ForgeCheck;
import dev.bzzz.git.local.RepositoryLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Freezes an agent's process until another has taken its task over, and wakes it again. */
@Timeout(300)
final class FreezeIT {
  @TempDir private Path temp;
  private AgentProgram program;

  @BeforeEach
  void prepare() throws Exception {
    program = new AgentProgram(temp.resolve("logs"));
  }

  @AfterEach
  void end() {
    program.close();
  }

  @Test
  void frozenAtWorkItStopsWhenItWakesAndTakesAnotherTask() throws Exception {
    SmallForge forge =
        SmallForge.create(
            temp.resolve("forge"), SmallForge.Plan.of(1, "ada", "bob").timed(1, 1).delayed(700));
    AgentProgram.Running ada = run(forge, "ada");
    new AuditView(forge.audit("ada")).await("work started", AuditView.event("work-started"));
    // Frozen while it writes, it would keep the repository's lock, and nobody could go on.
    Waiting.until(
        "the issue shows that it is in progress",
        () ->
            new GitView(forge.repository())
                .git("show", "refs/bzzz/issues/1:issue.json")
                .contains("in-progress"));
    ada.freeze();

    takenOverByBob(forge);
    forge.addTask();
    ada.signal("CONT");
    AgentProgram.Ended ended = ada.await();

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    lostWithoutTrace(forge, ended);
    assertThat(ended.err()).contains("published");
    assertThat(new GitView(forge.repository()).refs().keySet())
        .anyMatch(ref -> ref.matches("refs/heads/bzzz/[3-9]/t1"));
    allIsWell(forge, 2);
  }

  @Test
  void frozenWhilePublishingItIsRefusedBothRefsAndSaysSo() throws Exception {
    // Time enough that no checkpoint is due: it would wait for the lock in place of the work.
    SmallForge forge =
        SmallForge.create(temp.resolve("forge"), SmallForge.Plan.of(1, "ada", "bob").timed(1, 6));
    AgentProgram.Running ada = run(forge, "ada");
    AuditView log = new AuditView(forge.audit("ada"));
    log.await("work started", AuditView.event("work-started"));
    // Holding the repository's lock keeps it at the very last step: everything was checked.
    try (RepositoryLock lock = RepositoryLock.acquire(forge.repository(), Duration.ofSeconds(30))) {
      log.await(
          "about to publish",
          AuditView.event("claim-moving")
              .and(entry -> entry.at("/data/to").asText().equals("published")));
      ada.freeze();
      assertThat(lock).isNotNull();
    }

    takenOverByBob(forge);
    ada.signal("CONT");
    AgentProgram.Ended ended = ada.await();

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(lostWithoutTrace(forge, ended))
        .contains("publishing was refused", "record and branch", "bzzz/1/t1", "both");
    allIsWell(forge, 1);
  }

  private AgentProgram.Running run(SmallForge forge, String agent) throws Exception {
    return program.start(untilIdle(forge, agent));
  }

  private static Object[] untilIdle(SmallForge forge, String agent) {
    return new Object[] {
      "run", "--until-idle", "--sandbox", "unconfined", "--config", forge.config(agent)
    };
  }

  private static void takenOverByBob(SmallForge forge) throws Exception {
    AgentProgram.Ended bob = AgentProgram.runHere(untilIdle(forge, "bob"));
    assertThat(bob.exitCode()).as(bob.err()).isZero();
    assertThat(new GitView(forge.repository()).refs()).containsKey("refs/heads/bzzz/1/t2");
  }

  /** The one line about the claim that was lost. */
  private static String lostWithoutTrace(SmallForge forge, AgentProgram.Ended ended)
      throws Exception {
    List<String> lines = ended.err().lines().filter(line -> line.contains("claim lost")).toList();
    assertThat(lines).as(ended.err()).hasSize(1);
    assertThat(lines.get(0))
        .startsWith("bzzz: ada  acme/work#1 claim lost, nothing was published")
        .contains("t2 by");
    JsonNode logged =
        new AuditView(forge.audit("ada")).await("taken over", AuditView.claim("taken-over"));
    assertThat(logged.at("/data/detail").asText()).contains("t2 by");
    GitView repository = new GitView(forge.repository());
    assertThat(repository.refs())
        .doesNotContainKeys("refs/heads/bzzz/1/t1", "refs/bzzz/by-branch/1/t1")
        .containsKeys("refs/heads/bzzz/1/t2", "refs/bzzz/by-branch/1/t2");
    assertThat(repository.git("log", "--format=%s", "refs/bzzz/claims/1"))
        .contains("PUBLISHED t2")
        .doesNotContain("PUBLISHED t1");
    return lines.get(0);
  }

  private static void allIsWell(SmallForge forge, int tasks) throws Exception {
    assertThat(ForgeCheck.of(forge.root()))
        .isEqualTo(new ForgeCheck(tasks, tasks, List.of(), 0, 0));
    new GitView(forge.repository()).isClean();
    for (String agent : List.of("ada", "bob")) {
      assertThat(AuditVerifier.verify(forge.audit(agent)).problem()).as(agent).isEmpty();
    }
  }
}
