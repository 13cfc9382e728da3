package dev.bzzz.core.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PollerElectionTest {
  private static final RepositoryId REPOSITORY = repository(1);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** All agents, the first to look at the repository first. */
  private final List<AgentId> agents = order(REPOSITORY);

  private static RepositoryId repository(int number) {
    return new RepositoryId(String.format("%032x", number));
  }

  private static List<AgentId> order(RepositoryId repository) {
    List<AgentId> all =
        IntStream.rangeClosed(1, 12).mapToObj(i -> TestAgents.agent(i).id()).toList();
    List<AgentId> order = new ArrayList<>(all);
    order.sort(
        Comparator.comparingInt(
            agent -> new PollerElection(agent).rank(repository, all, all.size())));
    return order;
  }

  private static PollerElection.Look lookBy(AgentId agent) {
    return new PollerElection.Look(REPOSITORY, agent, EVERY);
  }

  private List<AgentId> othersThan(int rank) {
    List<AgentId> others = new ArrayList<>(agents);
    others.remove(rank);
    return others;
  }

  @Test
  void everybodyAgreesOnTheOrder() {
    for (int rank = 0; rank < agents.size(); rank++) {
      assertThat(
              new PollerElection(agents.get(rank))
                  .rank(REPOSITORY, othersThan(rank), agents.size()))
          .isEqualTo(rank);
    }
  }

  @Test
  void differentRepositoriesHaveDifferentPollers() {
    long first =
        IntStream.range(0, 40).mapToObj(i -> order(repository(i)).get(0)).distinct().count();

    assertThat(first).isGreaterThan(6);
  }

  @Test
  void whoHearsOfNobodyLooksItself() {
    assertThat(new PollerElection(agents.get(11)).polls(REPOSITORY, NOW)).isTrue();
  }

  @Test
  void theFirstLeavesTheForgeToNobody() {
    PollerElection election = new PollerElection(agents.get(0));

    assertThat(election.heard(lookBy(agents.get(1)), othersThan(0), NOW)).isEmpty();
    assertThat(election.polls(REPOSITORY, NOW)).isTrue();
  }

  @Test
  void whenTheFirstFallsSilentTheSecondTakesOverAndLaterTheThird() {
    PollerElection second = new PollerElection(agents.get(1));
    PollerElection third = new PollerElection(agents.get(2));

    second.heard(lookBy(agents.get(0)), othersThan(1), NOW);
    third.heard(lookBy(agents.get(0)), othersThan(2), NOW);

    Instant turnOfSecond = NOW.plus(EVERY.multipliedBy(PollerElection.SILENCE + 1));
    assertThat(second.polls(REPOSITORY, turnOfSecond.minusMillis(1))).isFalse();
    assertThat(second.polls(REPOSITORY, turnOfSecond)).isTrue();
    assertThat(third.polls(REPOSITORY, turnOfSecond)).isFalse();
    assertThat(third.polls(REPOSITORY, turnOfSecond.plus(EVERY))).isTrue();
  }

  @Test
  void theSecondIsGoodEnoughForTheThirdAndTheFirstTakesItBack() {
    PollerElection second = new PollerElection(agents.get(1));
    PollerElection third = new PollerElection(agents.get(2));

    assertThat(third.heard(lookBy(agents.get(1)), othersThan(2), NOW)).isPresent();
    assertThat(second.polls(REPOSITORY, NOW)).isTrue();
    assertThat(second.heard(lookBy(agents.get(0)), othersThan(1), NOW)).isPresent();
    assertThat(second.polls(REPOSITORY, NOW)).isFalse();
  }

  @Test
  void whoeverIsGoneIsNotWaitedFor() {
    PollerElection third = new PollerElection(agents.get(2));

    Instant until = third.heard(lookBy(agents.get(0)), agents.subList(3, 12), NOW).orElseThrow();

    assertThat(until).isEqualTo(NOW.plus(EVERY.multipliedBy(PollerElection.SILENCE + 1)));
  }

  @Test
  void theLastOfManyDoesNotWaitForEver() {
    PollerElection last = new PollerElection(agents.get(11));

    Instant until = last.heard(lookBy(agents.get(0)), othersThan(11), NOW).orElseThrow();

    assertThat(until)
        .isEqualTo(NOW.plus(EVERY.multipliedBy(PollerElection.SILENCE + PollerElection.MAX_RANK)));
  }
}
