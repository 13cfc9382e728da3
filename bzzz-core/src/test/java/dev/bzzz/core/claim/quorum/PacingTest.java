package dev.bzzz.core.claim.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacingTest {
  private static final List<AgentId> VOTERS =
      IntStream.rangeClosed(101, 103).mapToObj(i -> TestAgents.agent(i).id()).toList();
  private static final Instant START = Instant.EPOCH;

  private final RoundTrips trips = new RoundTrips();
  private final Pacing pacing = new Pacing(trips, Committee.first(VOTERS), new Random(3));

  @Test
  void withoutMeasurementsItWaitsTheLeastThatAWideAreaNeeds() {
    assertThat(pacing.patience()).isEqualTo(Pacing.MIN_PATIENCE);
    assertThat(pacing.readPatience()).isEqualTo(Pacing.MIN_READ_PATIENCE);
  }

  @Test
  void afterEachPauseARoundMayTakeTwiceAsLongUpToABound() {
    pacing.pause();
    Duration second = pacing.patience();
    IntStream.range(0, 20).forEach(i -> pacing.pause());

    assertThat(second).isEqualTo(Pacing.MIN_PATIENCE.multipliedBy(2));
    assertThat(pacing.patience()).isEqualTo(Pacing.MIN_PATIENCE.multipliedBy(8));
  }

  @Test
  void anAnswerAfterItsRoundMakesTheNextRoundLonger() {
    pacing.asks(1, START);
    pacing.gaveUp(1);
    pacing.asks(2, START.plusMillis(60));

    pacing.heard(1, VOTERS.get(0), START.plusMillis(1000));

    assertThat(pacing.readPatience()).isEqualTo(Duration.ofMillis(3000));
    assertThat(pacing.patience()).isEqualTo(Duration.ofMillis(3000));
  }

  @Test
  void noRoundIsLongerThanTheBound() {
    pacing.asks(1, START);

    pacing.heard(1, VOTERS.get(0), START.plusSeconds(60));
    pacing.pause();

    assertThat(pacing.readPatience()).isEqualTo(Pacing.MAX_PATIENCE);
    assertThat(pacing.patience()).isEqualTo(Pacing.MAX_PATIENCE);
  }

  @Test
  void anAnswerCountsOnceThoughItComesTwiceAndNotOfARoundThatWasForgotten() {
    for (int round = 1; round <= Pacing.MAX_ROUNDS + 1; round++) {
      pacing.asks(round, START);
    }

    pacing.heard(1, VOTERS.get(1), START.plusMillis(900));
    pacing.heard(2, VOTERS.get(0), START.plusMillis(100));
    pacing.heard(2, VOTERS.get(0), START.plusMillis(900));

    assertThat(trips.usual(Committee.first(VOTERS))).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void thoseThatAnsweredARoundThatWasGivenUpAreNotTakenForSilent() {
    pacing.asks(1, START);
    VOTERS.forEach(voter -> trips.took(voter, Duration.ofMillis(100)));
    pacing.heard(1, VOTERS.get(0), START.plusMillis(100));

    pacing.gaveUp(1);
    trips.took(VOTERS.get(1), Duration.ofMillis(900));

    assertThat(trips.usual(Committee.first(VOTERS))).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void pausesAreDrawnFromASpanThatDoublesUpToSomeRoundTrips() {
    VOTERS.forEach(voter -> trips.took(voter, Duration.ofMillis(400)));

    List<Long> pauses = IntStream.range(0, 300).mapToObj(i -> pacing.pause().toMillis()).toList();

    assertThat(pauses.get(0)).isBetween(1L, 100L);
    assertThat(pauses).allMatch(pause -> pause >= 1 && pause <= 1600);
    assertThat(pauses).anyMatch(pause -> pause > 1000);
  }
}
