package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Few of each: `./bzzz sim --protocol=quorum-ledger` runs as many as one likes. */
class QuorumSimulationTest {
  private static final Simulator SIMULATOR = Simulator.of(Voting.SOUND);

  @Test
  void registersStayRegistersUnderAllFaultsAndThroughARenewalOfTheCommittee() {
    for (long seed = 1; seed <= 1; seed++) {
      Run run =
          SIMULATOR.check(Scenarios.random(seed, Simulator.QUORUM_LEDGER, 5, 1, FaultClass.all()));

      assertThat(run.violations()).as("seed %d", seed).isEmpty();
      assertThat(run.statistics().grants()).isPositive();
    }
  }

  @Test
  void whereAllDisksAreLostSomeAreKeptSinceNothingIsPromisedThen() {
    // In this one every voter loses its disk, and all begin anew with nobody who remembers.
    Run run =
        SIMULATOR.run(Scenarios.random(900196, Simulator.QUORUM_LEDGER, 3, 1, FaultClass.all()));

    assertThat(run.violations()).isEmpty();
  }

  @Test
  void aSlowNetworkIsReadOnceItIsKnownToBeSlow() {
    // In this one messages take up to half a second, and seven peers read at once.
    Run run =
        SIMULATOR.run(Scenarios.random(900279, Simulator.QUORUM_LEDGER, 7, 2, FaultClass.all()));

    assertThat(run.violations()).isEmpty();
  }

  @Test
  void theSameScenarioGivesTheSameBytes() {
    Scenario scenario = Scenarios.random(4, Simulator.QUORUM_LEDGER, 3, 1, FaultClass.all());

    Run first = SIMULATOR.run(scenario);
    Run second = SIMULATOR.run(Scenario.parse(scenario.toJson()));

    assertThat(second.trace().bytes()).isEqualTo(first.trace().bytes()).isNotEmpty();
  }
}
