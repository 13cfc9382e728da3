package dev.bzzz.core.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RosterTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final AgentId BOB = TestAgents.agent(2).id();
  private static final TaskId TASK =
      new TaskId(new RepositoryId("00112233445566778899aabbccddeeff"), 7);

  private final Roster roster = new Roster();

  private Optional<Roster.Change> hear(Instant at, int free, TaskId... tasks) {
    Message said =
        new Message.Availability(2, free, new TreeSet<>(List.of(tasks)), EVERY, List.of());
    return roster.heard(new Letter(BOB, "b".repeat(32), 1, at, said), at);
  }

  @Test
  void anAgentThatIsHeardIsThereUntilItIsSilentForThreeIntervalsAndAHalf() {
    hear(NOW, 1);

    assertThat(roster.sweep(1, NOW, NOW.plusMillis(6_999))).isEmpty();
    assertThat(roster.find(BOB)).isPresent();
    assertThat(roster.sweep(1, NOW, NOW.plusMillis(7_000))).hasSize(1);
    assertThat(roster.isEmpty()).isTrue();
  }

  @Test
  void anAgentThatDoubtsItselfHasMorePatience() {
    hear(NOW, 1);

    assertThat(roster.sweep(3, NOW, NOW.plusSeconds(20))).isEmpty();
    assertThat(roster.sweep(3, NOW, NOW.plusSeconds(21))).hasSize(1);
  }

  @Test
  void silenceBeforeThisAgentWokeUpDoesNotCount() {
    hear(NOW, 1);
    Instant woke = NOW.plusSeconds(600);

    assertThat(roster.sweep(1, woke, woke.plusSeconds(6))).isEmpty();
    assertThat(roster.sweep(1, woke, woke.plusSeconds(7))).hasSize(1);
  }

  @Test
  void whatWasSaidEarlierDoesNotReplaceWhatWasSaidLater() {
    hear(NOW, 0);

    Message old = new Message.Availability(2, 2, Collections.emptySortedSet(), EVERY, List.of());
    Letter late = new Letter(BOB, "c".repeat(32), 1, NOW.minusMillis(1), old);

    assertThat(roster.heard(late, NOW.plusMillis(5))).isEmpty();
    assertThat(roster.find(BOB).orElseThrow().availability().free()).isZero();
  }

  @Test
  void threePresencesApartFromEachOtherOmitATask() {
    hear(NOW, 1, TASK);
    for (int i = 1; i <= 2; i++) {
      hear(NOW.plusSeconds(2 * i), 2);
    }
    boolean afterTwo = roster.find(BOB).orElseThrow().omits(TASK, NOW.minusSeconds(1));
    for (int i = 0; i < 5; i++) {
      hear(NOW.plusSeconds(4).plusMillis(i), 2); // changes, said at once, count as no more
    }
    boolean afterABurst = roster.find(BOB).orElseThrow().omits(TASK, NOW.minusSeconds(1));
    hear(NOW.plusSeconds(6), 2);

    assertThat(afterTwo).isFalse();
    assertThat(afterABurst).isFalse();
    assertThat(roster.find(BOB).orElseThrow().omits(TASK, NOW.minusSeconds(1))).isTrue();
    assertThat(roster.find(BOB).orElseThrow().omits(TASK, NOW.plusSeconds(3))).isFalse();
  }

  @Test
  void skillsCountWheneverTheyWereHeard() {
    TreeMap<Skill, Integer> levels = new TreeMap<>();
    levels.put(new Skill("java"), 700);
    levels.put(new Skill("sh"), 300);
    Letter skills = new Letter(BOB, "b".repeat(32), 1, NOW, new Message.Capabilities(levels));

    roster.heard(skills, NOW);
    hear(NOW, 1);
    Presence bob = roster.find(BOB).orElseThrow();

    assertThat(bob.weight(skills("java"))).isEqualTo(700);
    assertThat(bob.weight(skills("java", "sh"))).isEqualTo(300);
    assertThat(bob.weight(skills("java", "rust"))).isZero();
    assertThat(bob.weight(skills())).isEqualTo(Presence.NEUTRAL);
  }

  @Test
  void anAgentWithoutASlotFreeHasNoWeight() {
    hear(NOW, 0);

    assertThat(roster.find(BOB).orElseThrow().weight(skills())).isZero();
  }

  private static SortedSet<Skill> skills(String... names) {
    TreeSet<Skill> skills = new TreeSet<>();
    List.of(names).forEach(name -> skills.add(new Skill(name)));
    return skills;
  }

  @Test
  void anArrivalIsANewAgentOrANewStart() {
    Optional<Roster.Change> first = hear(NOW, 1);
    Optional<Roster.Change> again = hear(NOW.plusSeconds(2), 1);
    Message said = new Message.Availability(2, 1, Collections.emptySortedSet(), EVERY, List.of());
    Instant later = NOW.plusSeconds(4);
    Optional<Roster.Change> restarted =
        roster.heard(new Letter(BOB, "c".repeat(32), 1, later, said), later);

    assertThat(first.orElseThrow().arrival()).isTrue();
    assertThat(again.orElseThrow().arrival()).isFalse();
    assertThat(restarted.orElseThrow().arrival()).isTrue();
  }

  @Test
  void theTimeAMessageTravelsIsMeasuredWithoutComparingClocks() {
    Echoes echoes = new Echoes();
    echoes.sent(5, NOW);

    echoes.toldBack(new Message.Echo(BOB, 5, Duration.ofMillis(900)), NOW.plusMillis(940));
    echoes.toldBack(new Message.Echo(BOB, 6, Duration.ofMillis(1)), NOW.plusMillis(999));

    assertThat(echoes.p95()).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void whatWasHeardIsToldBackOnce() {
    Echoes echoes = new Echoes();
    echoes.heard(BOB, 3, NOW);
    echoes.heard(BOB, 4, NOW.plusMillis(10));

    assertThat(echoes.take(NOW.plusMillis(50)))
        .containsExactly(new Message.Echo(BOB, 4, Duration.ofMillis(40)));
    assertThat(echoes.take(NOW.plusMillis(60))).isEmpty();
  }

  @Test
  void healthSuffersFromLateWakingAndFromSilenceAndRecovers() {
    LocalHealth health = new LocalHealth();

    health.interval(Duration.ofSeconds(1), EVERY, true);
    health.interval(Duration.ZERO, EVERY, false);
    int ill = health.patience();
    health.interval(Duration.ZERO, EVERY, true);
    health.interval(Duration.ofSeconds(5), EVERY, true);
    int frozen = health.patience();

    assertThat(ill).isEqualTo(3);
    assertThat(frozen).isEqualTo(1 + LocalHealth.MAX_SCORE);
  }

  @Test
  void theNinetyFifthPercentileIsOfTheLastTimes() {
    Latencies latencies = new Latencies();
    for (int i = 1; i <= 100; i++) {
      latencies.add(Duration.ofMillis(i));
    }

    assertThat(latencies.p95()).isEqualTo(Duration.ofMillis(97)); // the 61st of 37 to 100
  }
}
