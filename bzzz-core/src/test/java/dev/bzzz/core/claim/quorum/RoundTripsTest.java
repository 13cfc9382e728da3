package dev.bzzz.core.claim.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundTripsTest {
  private static final List<AgentId> VOTERS =
      IntStream.rangeClosed(101, 105).mapToObj(i -> TestAgents.agent(i).id()).toList();
  private static final Committee COMMITTEE = Committee.first(VOTERS);

  private final RoundTrips trips = new RoundTrips();

  @Test
  void nothingIsKnownBeforeSomethingWasMeasured() {
    assertThat(trips.usual(COMMITTEE)).isZero();
    assertThat(trips.patience(COMMITTEE)).isZero();
  }

  @Test
  void theFirstMeasurementCountsForHalfAsMuchVariation() {
    trips.took(VOTERS.get(0), Duration.ofMillis(100));

    assertThat(trips.usual(COMMITTEE)).isEqualTo(Duration.ofMillis(100));
    assertThat(trips.patience(COMMITTEE)).isEqualTo(Duration.ofMillis(300));
  }

  /** Section 2.3 of RFC 6298: the variation first, by a quarter, then the time, by an eighth. */
  @Test
  void laterMeasurementsAreSmoothed() {
    trips.took(VOTERS.get(0), Duration.ofMillis(100));

    trips.took(VOTERS.get(0), Duration.ofMillis(180));

    assertThat(trips.usual(COMMITTEE)).isEqualTo(Duration.ofMillis(110));
    assertThat(trips.patience(COMMITTEE)).isEqualTo(Duration.ofMillis(110 + 4 * 575 / 10));
  }

  @Test
  void aCommitteeIsAsSlowAsTheSlowestOfItsFastestMajority() {
    for (int i = 0; i < VOTERS.size(); i++) {
      trips.took(VOTERS.get(i), Duration.ofMillis(100L * (5 - i)));
    }

    assertThat(trips.usual(COMMITTEE)).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void aVoterThatFellSilentIsNoneOfTheFastestUntilItAnswers() {
    for (int i = 0; i < VOTERS.size(); i++) {
      trips.took(VOTERS.get(i), Duration.ofMillis(100L * (i + 1)));
    }

    trips.missed(VOTERS.get(0));
    Duration without = trips.usual(COMMITTEE);
    trips.took(VOTERS.get(0), Duration.ofMillis(100));

    assertThat(without).isEqualTo(Duration.ofMillis(400));
    assertThat(trips.usual(COMMITTEE)).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void noTimeIsNegativeOrWithoutEnd() {
    trips.took(VOTERS.get(0), Duration.ofMillis(-5));
    Duration least = trips.usual(COMMITTEE);
    trips.took(VOTERS.get(1), Duration.ofDays(1));

    assertThat(least).isZero();
    assertThat(trips.usual(COMMITTEE)).isEqualTo(RoundTrips.LONGEST);
  }
}
