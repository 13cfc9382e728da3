package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawsTest {
  private static final RepositoryId REPOSITORY =
      new RepositoryId("00112233445566778899aabbccddeeff");
  private static final List<AgentId> AGENTS =
      IntStream.rangeClosed(1, 5).mapToObj(number -> TestAgents.agent(number).id()).toList();

  private final Draws draws = new Draws();

  private static TaskId task(long number) {
    return new TaskId(REPOSITORY, number);
  }

  /** Tasks 2, 8, 12 and 15 come out otherwise by {@code Math.log}, in the last bit. */
  @ParameterizedTest
  @CsvSource({
    "1, 2, 2, 409c67e83208263b",
    "2, 3, 3, 4088feb8b9d5c2d4",
    "3, 1, 4, 40bae8a8fdc64059",
    "4, 2, 5, 40703c19f949c7d7",
    "8, 3, 4, 409c3e2c1c0b9d63",
    "12, 1, 3, 40819d922631404c",
    "15, 1, 1, 408793cba885b868"
  })
  void theScoreOfWeight700IsTheSameEverywhereToTheLastBit(
      long number, long term, int agent, String bits) {
    double score = draws.score(task(number), term, AGENTS.get(agent - 1), 700);

    assertThat(Long.toHexString(Double.doubleToLongBits(score))).isEqualTo(bits);
  }

  @Test
  void equalViewsHaveTheSameWinnerInWhateverOrderTheyAreLookedAt() {
    List<AgentId> shuffled = new ArrayList<>(AGENTS);
    Collections.shuffle(shuffled, new Random(1));

    for (int number = 1; number <= 50; number++) {
      assertThat(winner(shuffled, number)).isEqualTo(winner(AGENTS, number));
    }
  }

  private AgentId winner(List<AgentId> agents, int number) {
    return agents.stream().max(Comparator.comparing(agent -> rank(agents, agent, number))).get();
  }

  private long rank(List<AgentId> agents, AgentId agent, int number) {
    double own = draws.score(task(number), 1, agent, 500);
    return agents.stream()
        .filter(other -> Draws.before(own, agent, draws.score(task(number), 1, other, 500), other))
        .count();
  }

  @Test
  void tiesGoToTheLowerId() {
    List<AgentId> sorted = AGENTS.stream().sorted().toList();

    assertThat(Draws.before(1, sorted.get(0), 1, sorted.get(1))).isTrue();
    assertThat(Draws.before(1, sorted.get(1), 1, sorted.get(0))).isFalse();
    assertThat(Draws.before(2, sorted.get(1), 1, sorted.get(0))).isTrue();
  }

  @Test
  void theChanceToBeFirstIsTheShareOfAllWeights() {
    int[] weights = {100, 200, 300, 400, 1000};
    int[] wins = new int[weights.length];
    int rounds = 8000;

    for (int number = 1; number <= rounds; number++) {
      int best = 0;
      for (int i = 1; i < weights.length; i++) {
        double score = draws.score(task(number), 1, AGENTS.get(i), weights[i]);
        double leader = draws.score(task(number), 1, AGENTS.get(best), weights[best]);
        best = Draws.before(score, AGENTS.get(i), leader, AGENTS.get(best)) ? i : best;
      }
      wins[best]++;
    }

    for (int i = 0; i < weights.length; i++) {
      double expected = rounds * weights[i] / 2000.0;
      // Four standard deviations: the draws are fixed, so this holds or does not, once for all.
      assertThat((double) wins[i])
          .isBetween(expected - 4 * Math.sqrt(expected), expected + 4 * Math.sqrt(expected));
    }
  }
}
