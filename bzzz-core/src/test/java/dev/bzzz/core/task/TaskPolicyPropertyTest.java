package dev.bzzz.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.capability.LabelCapabilityModel;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class TaskPolicyPropertyTest {
  private static final Dependencies NONE =
      new Dependencies(DependencyRule.MERGED, Map.of(), List.of());
  private static final AgentProfile AGENT =
      AgentProfile.of(TestAgents.agent(1).id(), "ann", List.of(new Skill("java")));

  private final TaskPolicy policy = new TaskPolicy(new LabelCapabilityModel(), Duration.ofHours(1));

  /** A task in the making: level, minutes after the epoch, and whether it asks for a skill. */
  record Draft(int level, int minute, boolean skilled) {
    Task task(long number) {
      return Tasks.task(
          number,
          Duration.ofMinutes(minute),
          "priority-" + level,
          skilled ? "skill-java" : "type-bug");
    }
  }

  @Property(tries = 200)
  void theOrderIsTotalAndDoesNotDependOnTheOrderOfTheInput(
      @ForAll("drafts") List<Draft> drafts, @ForAll long seed, @ForAll("minutes") int now) {
    List<Task> tasks = number(drafts);
    List<Task> shuffled = new ArrayList<>(tasks);
    Collections.shuffle(shuffled, new Random(seed));

    List<Task> one = wanted(tasks, now);
    List<Task> other = wanted(shuffled, now);

    assertThat(one).isEqualTo(other).hasSameSizeAs(tasks);
  }

  @Property(tries = 200)
  void whoComesFirstAmongTwoDoesNotDependOnTheOthers(
      @ForAll("drafts") List<Draft> drafts, @ForAll("minutes") int now) {
    List<Task> all = wanted(number(drafts), now);

    for (int i = 1; i < all.size(); i++) {
      List<Task> pair = List.of(all.get(i), all.get(i - 1));
      assertThat(wanted(pair, now)).containsExactly(all.get(i - 1), all.get(i));
    }
  }

  @Property(tries = 200)
  void nothingThatIsWrittenAsManyIntervalsLaterAsATaskHasLevelsComesBeforeIt(
      @ForAll @IntRange(min = 1, max = 9) int level,
      @ForAll("drafts") List<Draft> newcomers,
      @ForAll("minutes") int after) {
    Task old = new Draft(level, 0, false).task(1_000_000);
    int latest = 60 * level;
    List<Task> tasks = new ArrayList<>(List.of(old));
    for (Draft each : newcomers) {
      tasks.add(new Draft(each.level(), each.minute() + latest, each.skilled()).task(tasks.size()));
    }

    assertThat(wanted(tasks, latest + after).get(0)).isEqualTo(old);
  }

  @Property(tries = 50)
  void anOldTaskIsTakenThoughUrgentOnesKeepComing(
      @ForAll @IntRange(min = 1, max = 9) int level, @ForAll @IntRange(min = 1, max = 60) int gap) {
    List<Task> waiting = new ArrayList<>(List.of(new Draft(level, 0, false).task(1_000_000)));
    Task old = waiting.get(0);
    int rounds = 0;

    // Each round brings one urgent, fitting task, and one task is taken.
    do {
      waiting.add(new Draft(1, rounds * gap, true).task(rounds + 1));
      waiting.remove(wanted(waiting, rounds * gap).get(0));
      rounds++;
    } while (waiting.contains(old) && rounds < 10_000);

    assertThat(rounds * gap).isLessThanOrEqualTo(60 * level + 2 * gap);
  }

  @Provide
  Arbitrary<List<Draft>> drafts() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 9), minutes(), Arbitraries.of(true, false))
        .as(Draft::new)
        .list()
        .ofMaxSize(30);
  }

  @Provide
  Arbitrary<Integer> minutes() {
    return Arbitraries.integers().between(0, 3000);
  }

  private static List<Task> number(List<Draft> drafts) {
    List<Task> tasks = new ArrayList<>();
    drafts.forEach(draft -> tasks.add(draft.task(tasks.size() + 1)));
    return tasks;
  }

  private List<Task> wanted(List<Task> tasks, int minute) {
    Instant now = Tasks.EPOCH.plus(Duration.ofMinutes(minute));
    return policy.select(tasks, AGENT, NONE, now).wanted();
  }
}
