package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.OptimisticProtocol;
import dev.bzzz.core.claim.QuorumProtocol;
import dev.bzzz.core.claim.RendezvousProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Scenarios in which registers are damaged, deleted or moved back, each of which went wrong once.
 */
class DamagedRegisterTest {
  private static final Simulator SIMULATOR = Simulator.of(new OptimisticProtocol());

  @Test
  void pullRequestsOfOlderTermsAreClosedThoughALiarEscalatesWhatIsPublished() {
    Simulator simulator = Simulator.of(new RendezvousProtocol());

    Run run = simulator.check(crude(1623, "rendezvous"));

    assertThat(run.violations()).isEmpty();
  }

  /**
   * All is DONE when the faults stop, since a vandal has set a task back to before its last term.
   */
  @Test
  void aTaskThatIsSetForwardToItsUnfinishedTermIsGivenTheTimeToEnd() {
    Simulator simulator = Simulator.of(new RendezvousProtocol());

    Run run = simulator.run(crude(2253, "rendezvous"));

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().of(2).toString())
        .containsSubsequence(
            "forced to #2 DONE t3", "#2 HELD t4 s11", " set back by", "#2 DONE t5");
  }

  /** Its challenger looked before it was moved away, and again after it was moved back. */
  @Test
  void aTakeoverOfAClaimThatWasMovedAwayAndBackUnseenIsNotTooEarly() {
    Simulator simulator = Simulator.of(new RendezvousProtocol());

    Run run = simulator.check(crude(101_375, "rendezvous"));

    assertThat(run.violations()).isEmpty();
  }

  /** What never was in order, people delete; those who saw it there notice that it is gone. */
  @Test
  void aTaskThatWasFreedByHandIsTaken() {
    Scenario scenario =
        Scenario.of("optimistic", 1, 7, 6)
            .withFaults(
                List.of(new Fault.Vandal(Fault.Vandal.Kind.TRANSPLANT, 7, Duration.ofMillis(500))));

    Run run = SIMULATOR.run(scenario);

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().of(7).toString())
        .containsSubsequence("forced to #7 HELD", "forced to nothing valid", "#7 HELD", "#7 DONE");
  }

  @Test
  void aTermBegunAnewAfterADeletionIsHeldByWhomItNames() {
    Run run = SIMULATOR.check(crude(500_522, "optimistic"));

    assertThat(run.violations()).isEmpty();
  }

  /** It had taken the answer of an older scan for news, and so the rollback to that for known. */
  @Test
  void anAnswerThatWasOvertakenMakesNobodyForgetWhatWasWritten() {
    Scenario scenario =
        Scenarios.random(618, "rendezvous", 3, 3, FaultClass.all())
            .withFaults(
                List.of(
                    new Crash(
                        2,
                        Duration.ofSeconds(1),
                        0,
                        Optional.of(Duration.ofSeconds(23)),
                        Crash.Disk.KEPT),
                    new Fault.Vandal(Fault.Vandal.Kind.DELETION, 3, Duration.ofSeconds(12)),
                    new Fault.Vandal(Fault.Vandal.Kind.ROLLBACK, 3, Duration.ofSeconds(17))));

    assertThat(Simulator.of(new RendezvousProtocol()).check(scenario).violations()).isEmpty();
  }

  /** Its grant was rolled back by hand, and an older one of somebody else went on. */
  @Test
  void aGrantThatTheHostHasForgottenTakesNoSlot() {
    Scenario drawn = Scenarios.random(5_000_631, "quorum", 3, 3, FaultClass.all());

    assertThat(Simulator.of(new QuorumProtocol()).check(drawn).violations()).isEmpty();
  }

  /** Two had claimed the task, each in a ref that was deleted, and the first claim was set back. */
  @Test
  void aGrantInPlaceOfWhichAnotherWasSetBackTakesNoSlot() {
    Scenario drawn = Scenarios.random(20_002_525, "quorum", 3, 3, FaultClass.all());

    assertThat(Simulator.of(new QuorumProtocol()).check(drawn).violations()).isEmpty();
  }

  /** Of two histories neither of which is part of the other that of the host counts. */
  @Test
  void whatSomebodyElseBeganInADeletedRefIsRepairedLikeAnyOtherHistory() {
    Scenario scenario =
        Scenarios.random(1_001_853, "rendezvous", 1, 3, FaultClass.all())
            .withFaults(
                List.of(
                    new Fault.LyingWriter(
                        Duration.ofMillis(4_679), Duration.ofSeconds(2), Duration.ofSeconds(10)),
                    new Fault.Vandal(Fault.Vandal.Kind.GARBAGE, 1, Duration.ofSeconds(7)),
                    new Fault.Vandal(Fault.Vandal.Kind.DELETION, 1, Duration.ofSeconds(6))));

    assertThat(Simulator.of(new RendezvousProtocol()).check(scenario).violations()).isEmpty();
  }

  /** The grace was over when it was sent for the first time; then the ref was destroyed. */
  @Test
  void aTakeoverOfUnknownEndMayBeSentAgainOnceTheRefIsSetBack() {
    Scenario scenario =
        Scenarios.random(200_035, "rendezvous", 3, 3, FaultClass.all())
            .withFaults(
                List.of(
                    new Crash(2, Duration.ofSeconds(2), 1, Optional.empty(), Crash.Disk.KEPT),
                    new Fault.Vandal(Fault.Vandal.Kind.GARBAGE, 2, Duration.ofMillis(17_659))));

    assertThat(Simulator.of(new RendezvousProtocol()).check(scenario).violations()).isEmpty();
  }

  /** It had given its slot away when it found its grant beneath garbage, and got both tasks. */
  @Test
  void aGrantOfUnknownEndThatLiesBeneathGarbageKeepsItsSlot() {
    Scenario scenario =
        Scenarios.random(705_030, "optimistic", 3, 3, FaultClass.all())
            .withFaults(
                List.of(
                    host(Fault.Host.Kind.REPLY_LOST, 5, 12_000, 5_000),
                    host(Fault.Host.Kind.CONFLICT, 50, 284, 16_630),
                    new Fault.Vandal(Fault.Vandal.Kind.GARBAGE, 2, Duration.ofSeconds(16))));

    Run run = SIMULATOR.run(scenario);

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().of(2).toString())
        .containsSubsequence(
            "hears Unknown for #2 HELD", "forced to nothing valid", "set back by", "works on #2");
  }

  private static Fault host(Fault.Host.Kind kind, int percent, long at, long length) {
    return new Fault.Host(kind, percent, Duration.ZERO, millis(at), millis(length));
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  /** As drawn when these seeds were found: by now liars and vandals have more wit. */
  private static Scenario crude(long seed, String protocol) {
    Scenario drawn = Scenarios.random(seed, protocol, 3, 3, FaultClass.all());
    return drawn.withFaults(
        drawn.faults().stream().filter(fault -> !DamagedRegisterTest.isFine(fault)).toList());
  }

  private static boolean isFine(Fault fault) {
    if (fault instanceof ForgeEvent
        || fault instanceof PolicyChange
        || fault instanceof Expulsion) {
      return true;
    }
    return fault instanceof Fault.Vandal vandal
        ? vandal.kind() == Fault.Vandal.Kind.TRANSPLANT
        : fault instanceof Fault.MeshLiar liar
            && liar.kind().compareTo(Fault.MeshLiar.Kind.GARBAGE) > 0;
  }
}
