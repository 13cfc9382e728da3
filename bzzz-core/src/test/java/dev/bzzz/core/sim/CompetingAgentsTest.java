package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.AuctionProtocol;
import dev.bzzz.core.claim.RendezvousProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who goes first and who is doubted, where several agents want the same tasks. */
class CompetingAgentsTest {
  @Test
  void aHolderThatAnnouncesToBeSilentForLongIsDoubtedAllTheSame() {
    Scenario drawn = Scenarios.random(1, "rendezvous", 1, 1, Set.of());
    Scenario scenario =
        drawn.withFaults(
            List.of(
                new Fault.LyingWriter(Duration.ofSeconds(4), Duration.ZERO, Duration.ofSeconds(3)),
                new Fault.MeshLiar(
                    Fault.MeshLiar.Kind.PRESENCES,
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(8))));

    Run run = Simulator.of(new RendezvousProtocol()).run(scenario);

    assertThat(run.trace().toString()).contains("HELD t1 s1").contains("every=PT10M");
    assertThat(run.violations()).isEmpty();
  }

  /** What it has not taken in yet, it has not been told. */
  @Test
  void anAgentThatStandsStillMayRankOthersByWhatItKnew() {
    Scenario scenario =
        Scenario.of("auction", 8, 12, 800_116)
            .withFaults(
                List.of(
                    new Pause(6, Duration.ofMillis(3_413), Duration.ofMillis(15_845)),
                    new Pause(1, Duration.ofMillis(12_079), Duration.ofMillis(5_265))));

    assertThat(Simulator.of(new AuctionProtocol()).check(scenario).violations()).isEmpty();
  }

  /** They start together, so that none knows at first who else is there. */
  @Test
  void manyAgentsHardlyEverTryForTheSameTask() {
    long attempts = 0;
    long grants = 0;
    for (long seed = 1; seed <= 3; seed++) {
      Scenario scenario = Scenario.of("rendezvous", 20, 10, seed);
      Statistics run = Simulator.of(new RendezvousProtocol()).check(scenario).statistics();
      attempts += run.attempts();
      grants += run.grants();
    }

    assertThat(grants).isEqualTo(30);
    assertThat(attempts).isLessThanOrEqualTo(grants + 3);
  }

  /** Each task was tried for by the policy of before, and refused, until the next poll came. */
  @Test
  void aRefusalMakesAnAgentLookBeforeItTriesForAnotherTask() {
    Scenario scenario =
        Scenarios.random(3_000_174, "rendezvous", 7, 10, FaultClass.all())
            .withFaults(
                List.of(new PolicyChange(PolicyChange.Kind.ADMIT, 6, Duration.ofMillis(89))));

    Run run = Simulator.of(new RendezvousProtocol()).check(scenario);

    assertThat(run.violations()).isEmpty();
    assertThat(run.statistics().attempts()).isLessThan(2 * run.statistics().grants());
  }

  /** Its slot had waited for ever for a holder that was heard again before it was challenged. */
  @Test
  void aHolderThatIsHeardAgainTakesNoSlotOfWhoDoubtedIt() {
    Scenario drawn = Scenarios.random(505_093, "rendezvous", 3, 3, FaultClass.all());

    assertThat(Simulator.of(new RendezvousProtocol()).check(drawn).violations()).isEmpty();
  }

  /** Who hears nobody ranks others by the policy of today, though it heard somebody meanwhile. */
  @Test
  void ranksByThePolicyFollowItsChanges() {
    Scenario scenario =
        Scenarios.random(506_290, "rendezvous", 3, 3, FaultClass.all())
            .withFaults(
                List.of(
                    new Crash(
                        1, Duration.ofSeconds(19), 2, Optional.empty(), Crash.Disk.UNSYNCED_LOST),
                    new Crash(2, Duration.ofSeconds(15), 2, Optional.empty(), Crash.Disk.LOST),
                    new Expulsion(Duration.ofSeconds(6))));

    assertThat(Simulator.of(new RendezvousProtocol()).check(scenario).violations()).isEmpty();
  }

  /** No bid had reached another bidder, and so each tried for one task after the other. */
  @Test
  void whoHearsNoOtherBidLetsThoseGoFirstWhoRankBetter() {
    Scenario drawn = Scenarios.random(3_000_985, "auction", 8, 12, FaultClass.all());

    assertThat(Simulator.of(new AuctionProtocol()).check(drawn).violations()).isEmpty();
  }
}
