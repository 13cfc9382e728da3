package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WantedTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final HigherNumbersAreBetter strategy = new HigherNumbersAreBetter();
  private final List<TaskClaim> listed = new ArrayList<>();

  @Test
  void whereFewSlotsAreFreeTheMostWantedTasksWaitForTheirTurn() {
    Wanted wanted = wanted(0, 300);

    assertThat(numbers(wanted.free())).startsWith(1L, 2L, 3L).hasSize(300);
    assertThat(wanted.most()).isEqualTo(Wanted.MAX_CONSIDERED);
    assertThat(strategy.considered).isEmpty();
  }

  @Test
  void whereManySlotsAreFreeOfAsManyTasksTheBestChancesComeFirst() {
    Wanted wanted = wanted(97, 300);

    List<Long> numbers = numbers(wanted.free());

    assertThat(numbers.subList(0, 100)).startsWith(100L, 99L, 98L).endsWith(2L, 1L);
    assertThat(numbers.subList(100, 300)).startsWith(101L, 102L).endsWith(299L, 300L);
    assertThat(wanted.most()).isEqualTo(Wanted.MAX_CHOSEN);
    assertThat(strategy.considered)
        .hasSize(2 * Wanted.MAX_CHOSEN)
        .allMatch(task -> task.number() > 100 - 2 * Wanted.MAX_CHOSEN && task.number() <= 100);
  }

  @Test
  void whatIsTakenIsLeftOutAsSoonAsThatIsKnown() {
    Wanted wanted = wanted(97, 50);
    assertThat(numbers(wanted.free())).contains(42L);

    listed.get(41).see(done(), NOW);

    assertThat(numbers(wanted.free())).hasSize(49).doesNotContain(42L);
  }

  /** Of an agent with 3 slots that hears of others that have so many. */
  private Wanted wanted(int others, int tasks) {
    ClaimContext context = new ClaimContext(TestAgents.agent(2), 3, new Random(1));
    ClaimDesk desk = new ClaimDesk(context, "test", any -> strategy);
    for (int free = others, agent = 3; free > 0; free -= 64, agent++) {
      desk.senses().roster().heard(presence(agent, Math.min(64, free)), NOW);
    }
    for (int number = 1; number <= tasks; number++) {
      listed.add(new TaskClaim(new TaskId(ClaimFixture.TASK.repository(), number), desk));
    }
    desk.wanted().list(listed);
    return desk.wanted();
  }

  private static Letter presence(int agent, int free) {
    Message said =
        new Message.Availability(64, free, new TreeSet<>(), Duration.ofSeconds(2), List.of());
    return new Letter(TestAgents.agent(agent).id(), "boot", 1, NOW, said);
  }

  private static List<Long> numbers(List<TaskClaim> claims) {
    return claims.stream().map(claim -> claim.id().number()).toList();
  }

  private static Tip done() {
    SignedRecord held = ClaimFixture.granted(ClaimFixture.ALICE);
    SignedRecord published = sign(NextRecord.after(held, stamp()).publish(ClaimFixture.HEAD));
    SignedRecord done = sign(NextRecord.after(published, stamp()).done(OptionalLong.of(7)));
    return new Tip(ClaimFixture.TASK, "at", List.of(done, published, held), Optional.empty());
  }

  private static SignedRecord sign(ClaimRecord next) {
    return RecordCodec.sign(next, ClaimFixture.ALICE);
  }

  private static Stamp stamp() {
    return ClaimFixture.stamp(ClaimFixture.ALICE);
  }

  private static final class HigherNumbersAreBetter implements Strategy {
    private final SortedSet<TaskId> considered = new TreeSet<>();

    @Override
    public Attempt attempt(TaskId task, long term, Instant now) {
      return new Attempt(now, now, true);
    }

    @Override
    public double chances(TaskId task, long term) {
      return task.number();
    }

    @Override
    public void considers(SortedSet<TaskId> tasks) {
      considered.addAll(tasks);
    }
  }
}
