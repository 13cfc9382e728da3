package dev.bzzz.git.hive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.Secret;
import dev.bzzz.core.agent.AgentEvent;
import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.TaskRef;
import dev.bzzz.core.testkit.Conditions;
import dev.bzzz.git.http.HostOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HiveDirectoryTest {
  private static final RepositoryName SHOP = new RepositoryName("acme", "shop");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final AgentId AGENT = Identity.generate().id();
  private static final Duration PAUSE = Duration.ofMillis(20);

  @TempDir Path folder;
  private final FakeHive hive = new FakeHive();
  private final AtomicLong skippedNanos = new AtomicLong();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    hive.close();
  }

  @Test
  void namesTheRepositoriesThatHiveWantsWatched() {
    hive.lists(
        FakeHive.project(1, "acme", "shop"),
        FakeHive.project(2, "acme", "../etc"),
        FakeHive.project(3, "acme", "shop"),
        "{\"project_id\":4,\"owner\":\"acme\",\"repository\":\"off\",\"bzzz_enabled\":false}",
        "{\"project_id\":5,\"owner\":\"acme\",\"repository\":\"wait\",\"ready_to_claim\":false}",
        "{\"owner\":\"acme\",\"repository\":\"no-number\"}",
        "17",
        FakeHive.project(6, "acme", "web"));

    try (HiveDirectory directory = open(FakeHive.TOKEN)) {
      assertThat(directory.repositories()).containsExactly(SHOP, new RepositoryName("acme", "web"));
    }
  }

  @Test
  void asksForTheListEveryFiveMinutesOnly() {
    try (HiveDirectory directory = open(FakeHive.TOKEN)) {
      IntStream.range(0, 50).forEach(i -> directory.repositories());
      long atFirst = hive.questions();
      hive.lists(FakeHive.project(1, "acme", "shop"));
      skippedNanos.addAndGet(HiveDirectory.REFRESH.toNanos());

      assertThat(directory.repositories()).containsExactly(SHOP);
      assertThat(atFirst).isEqualTo(1);
      assertThat(hive.questions()).isEqualTo(2);
    }
  }

  @Test
  void tellsHiveWhatBecomesOfItsTasksAndOfNoOthers() {
    hive.lists(FakeHive.project(7, "acme", "shop"));
    try (HiveDirectory directory = open(FakeHive.TOKEN)) {
      directory.repositories();
      directory.accept(moved(3, Kind.GRANTED, ""));
      directory.accept(moved(3, Kind.CHALLENGED, ""));
      directory.accept(new AgentEvent.PullRequestOpened(NOW, AGENT, task(3), "bzzz/3/t1", 12));
      directory.accept(moved(3, Kind.DONE, ""));
      directory.accept(moved(4, Kind.ESCALATED, "five failures, see /home/ada/work"));
      directory.accept(moved(5, Kind.RELEASED, "tests are red"));
      directory.accept(
          new AgentEvent.ClaimMoved(
              NOW,
              AGENT,
              new TaskRef(new RepositoryName("acme", "secret"), 1),
              Kind.GRANTED,
              Optional.empty(),
              "",
              Duration.ZERO));
    }

    String who = "\"agent_id\":\"" + AGENT.value() + "\"";
    assertThat(hive.reports())
        .containsExactly(
            "POST projects/7/claim {\"task_number\":3," + who + ",\"claimed_at\":1795435200}",
            status(3, "completed", "{\"pull_request\":12}"),
            status(
                4,
                "escalated",
                "{\"escalation_reason\":\"five failures, see [local path]\",\"escalated_by\":\""
                    + AGENT.value()
                    + "\"}"),
            status(5, "released", "{\"reason\":\"tests are red\"}"));
  }

  @Test
  void whileHiveIsAwayItGoesOnAndSaysSoOnceAndOnceWhenItIsBack() {
    hive.lists(FakeHive.project(7, "acme", "shop"));
    try (HiveDirectory directory = open(FakeHive.TOKEN)) {
      directory.repositories();

      hive.says(503);
      IntStream.rangeClosed(1, 3).forEach(i -> directory.accept(moved(i, Kind.GRANTED, "")));
      Conditions.await(() -> hive.reports().size() >= 2); // the same one, tried again
      assertThat(directory.repositories()).containsExactly(SHOP);
      assertThat(told).hasSize(1).allMatch(each -> each.startsWith("away: cannot tell Hive of"));
      int tried = hive.reports().size();
      hive.says(200);

      Conditions.await(() -> hive.reports().size() > tried + 2);
      Conditions.await(() -> told.size() == 2);
      assertThat(told.get(1)).isEqualTo("back");
      assertThat(hive.reports().subList(hive.reports().size() - 3, hive.reports().size()))
          .extracting(report -> report.replaceFirst(".*task_number\":(\\d+).*", "$1"))
          .containsExactly("1", "2", "3");
    }
  }

  @Test
  void startsWithWhatHiveListedLastWhenItIsAway() throws Exception {
    hive.lists(FakeHive.project(7, "acme", "shop"));
    try (HiveDirectory directory = open(FakeHive.TOKEN)) {
      directory.repositories();
    }
    hive.says(500);

    try (HiveDirectory directory = open(FakeHive.TOKEN)) {
      assertThat(directory.repositories()).containsExactly(SHOP);
    }
    Files.writeString(folder.resolve("hive.json"), "{\"repositories\":[{");
    try (HiveDirectory directory = open(FakeHive.TOKEN)) {
      assertThat(directory.repositories()).isEmpty();
    }
    assertThat(told).hasSize(2);
  }

  @Test
  void aWrongTokenIsToldWithoutTheToken() {
    try (HiveDirectory directory = open("wrong-token")) {
      assertThat(directory.repositories()).isEmpty();
    }

    assertThat(told).hasSize(1).allMatch(each -> each.contains("fake-hive wants its token"));
    assertThat(told.toString()).doesNotContain("wrong-token");
  }

  @Test
  void aReportThatHiveRefusesForGoodHoldsUpNoOther() {
    hive.lists(FakeHive.project(7, "acme", "shop"));
    try (HiveDirectory directory = open(FakeHive.TOKEN)) {
      directory.repositories();
      hive.says(422);
      directory.accept(moved(1, Kind.GRANTED, ""));
      Conditions.await(() -> hive.reports().size() == 1);
      hive.says(200);
      directory.accept(moved(2, Kind.GRANTED, ""));
    }

    assertThat(hive.reports()).hasSize(2);
    assertThat(told).isEmpty();
  }

  @Test
  void ofTooManyReportsTheOldestGiveWay() throws InterruptedException {
    HiveReports reports = new HiveReports(2);
    HiveProject project = new HiveProject(7, SHOP);

    for (int i = 1; i <= 3; i++) {
      reports.add(
          HiveReport.of(project, moved(i, Kind.GRANTED, ""), Optional.empty()).orElseThrow());
    }

    assertThat(reports.waiting()).isEqualTo(2);
    assertThat(reports.first().request().action()).endsWith("acme/shop#2");
  }

  private HiveDirectory open(String token) {
    return new HiveDirectory(
        HostOptions.builder(hive.url()).token(Secret.fixed(token)).build(),
        folder.resolve("hive.json"),
        new HiveDirectory.Listener() {
          @Override
          public void away(String why, Duration pause) {
            told.add("away: " + why);
          }

          @Override
          public void back() {
            told.add("back");
          }
        },
        new HiveDirectory.Pace(() -> System.nanoTime() + skippedNanos.get(), PAUSE, PAUSE));
  }

  private static String status(int task, String status, String results) {
    return "PUT projects/7/status {\"task_number\":%d,\"agent_id\":\"%s\",\"status\":\"%s\",\"updated_at\":1795435200,\"results\":%s}"
        .formatted(task, AGENT.value(), status, results);
  }

  private static AgentEvent.ClaimMoved moved(long number, Kind kind, String detail) {
    return new AgentEvent.ClaimMoved(
        NOW, AGENT, task(number), kind, Optional.empty(), detail, Duration.ZERO);
  }

  private static TaskRef task(long number) {
    return new TaskRef(SHOP, number);
  }
}
