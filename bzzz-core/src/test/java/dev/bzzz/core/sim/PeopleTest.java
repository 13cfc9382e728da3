package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.OptimisticProtocol;
import dev.bzzz.core.claim.RendezvousProtocol;
import dev.bzzz.core.claim.Tip;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What people do on the forge and to the policy while agents work. */
class PeopleTest {
  private static final Simulator SIMULATOR = Simulator.of(new RendezvousProtocol());

  @Test
  void aTaskThatWasClosedBeforeAnybodyTookItIsLeftAlone() {
    Run run = run(2, event(ForgeEvent.Kind.CLOSE, 0));

    assertThat(run.trace().of(1).toString())
        .contains("people close issue #1")
        .doesNotContain("HELD");
  }

  @Test
  void workOfAClosedIssueIsGivenUpAndTakenUpAgainWhenItIsReopened() {
    Run run = run(2, event(ForgeEvent.Kind.CLOSE, 600), event(ForgeEvent.Kind.REOPEN, 20_000));

    assertThat(run.trace().of(1).toString())
        .containsSubsequence(
            "#1 HELD t1",
            "people close",
            "#1 RELEASED t1",
            "people open",
            "#1 HELD t2",
            "#1 DONE t2");
  }

  @Test
  void theClaimOfADeadHolderIsFreedWhenNobodyWantsTheTaskAnyMore() {
    Run run =
        run(
            3,
            new Crash(0, millis(600), 0, Optional.empty(), Crash.Disk.KEPT),
            new Crash(1, millis(600), 0, Optional.empty(), Crash.Disk.KEPT),
            event(ForgeEvent.Kind.UNLABEL, 700));

    assertThat(run.trace().of(1).toString())
        .containsSubsequence(
            "#1 HELD t1", "take the label off", "#1 CHALLENGED t1", "#1 RELEASED t1")
        .doesNotContain("#1 HELD t2");
  }

  @Test
  void finishedWorkIsDoneAgainWhenItIsTurnedDownAndWhenItsIssueIsReopened() {
    Run run =
        run(
            2,
            event(ForgeEvent.Kind.TURN_DOWN, 0),
            event(ForgeEvent.Kind.MERGE, 30_000),
            event(ForgeEvent.Kind.REOPEN, 90_000));

    assertThat(run.trace().of(1).toString())
        .containsSubsequence(
            "#1 DONE t1",
            "turn down",
            "#1 HELD t2",
            "#1 DONE t2",
            "merge",
            "people open issue #1",
            "#1 HELD t3",
            "#1 DONE t3");
  }

  @Test
  void anEscalatedTaskIsDoneOnceItsHumanSaysSo() {
    Run run =
        run(
            2,
            new Fault.Host(
                Fault.Host.Kind.PULLS_REFUSED, 100, Duration.ZERO, Duration.ZERO, millis(60_000)),
            event(ForgeEvent.Kind.REVIVE, 0));

    assertThat(run.trace().of(1).toString())
        .containsSubsequence(
            "#1 ESCALATED t1", "calls a human", "people have looked at #1", "#1 HELD t2");
  }

  @Test
  void aHolderWhoseKeyIsRevokedIsReplacedAtOnce() {
    Run run =
        run(
            3,
            new PolicyChange(PolicyChange.Kind.REVOKE, 0, millis(600)),
            new PolicyChange(PolicyChange.Kind.REVOKE, 1, millis(600)));

    assertThat(run.trace().of(1).toString())
        .containsSubsequence("#1 HELD t1", "revoke the key", "#1 HELD t2", "#1 DONE t2")
        .doesNotContain("CHALLENGED");
    assertThat(run.took()).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void aLedgerThatLetsRevokedKeysWriteIsNoticed() {
    Simulator careless =
        Simulator.of(List.of(Equipment.of(new RendezvousProtocol()).ledger(Careless::new)));

    Run run =
        careless.check(
            scenario(
                2,
                new PolicyChange(PolicyChange.Kind.REVOKE, 0, millis(15_000)),
                new PolicyChange(PolicyChange.Kind.REVOKE, 1, millis(15_000))));

    assertThat(run.firstViolation().orElseThrow().invariant()).isEqualTo(Invariant.S12);
  }

  /** Never asks whether the policy of today still names who writes. */
  private static final class Careless extends SimLedger {
    @Override
    public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
      link.call(
          host -> {
            Tip now = host.tip(request.task());
            boolean moved =
                now.position().equals(request.expected().position()) && push(request, host, now);
            return moved
                ? new CasResult.Won(host.tip(request.task()))
                : (CasResult) new CasResult.Lost(now);
          },
          reply -> answer.accept(result(reply)));
    }
  }

  @Test
  void anAgentGoesOnUnderANewKeyAndOthersJoin() {
    Run run =
        run(
            2,
            new PolicyChange(PolicyChange.Kind.ADMIT, 1, millis(20_000)),
            new PolicyChange(PolicyChange.Kind.ROTATE, 0, millis(600)));

    assertThat(run.trace().toString())
        .containsSubsequence(
            "agent-0    starts",
            "#1 HELD t1",
            "give agent-0 a new key",
            "agent-0    starts",
            "#1 HELD t2",
            "admit agent-1",
            "agent-1    starts");
  }

  @Test
  void anExpelledLiarGoesOnInVain() {
    Run run =
        run(
            2,
            new Fault.LyingWriter(millis(500), Duration.ZERO, millis(60_000)),
            new Expulsion(millis(10_000)));

    assertThat(run.trace().toString()).contains("revoke the liar's key");
  }

  @Test
  void ofWorkThatCameToNothingNoSecondPullRequestIsLeft() {
    // The task is published twice, then taken again by a liar and given up five times.
    Scenario scenario =
        new Scenario(
            90_361,
            List.of(new Scenario.Fleet("rendezvous", 3, 1)),
            3,
            Scenario.QUICK,
            Pace.QUICK.failing(30),
            millis(20_000),
            List.of(
                new ClockSkew(2, millis(-5_528_990), 47_628, millis(13_000), millis(4_987_642)),
                new Crash(0, millis(826), 0, Optional.of(millis(21_582)), Crash.Disk.LOST),
                new Crash(1, millis(12_000), 0, Optional.empty(), Crash.Disk.UNSYNCED_LOST),
                new Fault.Host(
                    Fault.Host.Kind.TOO_MANY, 50, millis(2_308), millis(7_803), millis(2_020)),
                new Fault.LyingWriter(millis(395), millis(1_077), millis(16_665)),
                new PolicyChange(PolicyChange.Kind.ADMIT, 1, millis(7_263))));

    Run run = SIMULATOR.run(scenario);

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().toString())
        .contains("#1 ESCALATED")
        .contains("closes pull request 4: The work of term 3 is published");
  }

  /** The others had heard of its end at once, and still took the issue for open. */
  @Test
  void whatWasFreedSinceItsIssueIsClosedIsTakenOnlyAfterALookAtTheForge() {
    Scenario scenario =
        Scenario.of("optimistic", 3, 3, 701_368)
            .withFaults(
                List.of(
                    new Fault.LyingWriter(
                        Duration.ofMillis(1_680), Duration.ofSeconds(13), Duration.ofSeconds(4)),
                    new Fault.LyingWriter(
                        Duration.ofMillis(798), Duration.ofSeconds(1), Duration.ofSeconds(7)),
                    new ForgeEvent(ForgeEvent.Kind.CLOSE, 3, Duration.ofSeconds(16))));

    Run run = Simulator.of(new OptimisticProtocol()).run(scenario);

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().of(3).toString())
        .containsSubsequence("people close issue #3", "#3 RELEASED t2")
        .doesNotContain("#3 HELD t3");
  }

  /** Whoever looked before the first was there cannot know of it; the forge allows one more. */
  @Test
  void aPullRequestThatIsMergedWhileAnotherAgentLooksMayBeOpenedOnceMore() {
    Scenario scenario =
        Scenarios.random(702_729, "optimistic", 3, 3, FaultClass.all())
            .withFaults(
                List.of(
                    new Fault.Mesh(
                        Fault.Mesh.Kind.REORDER,
                        1,
                        Duration.ofMillis(4_375),
                        Duration.ZERO,
                        Duration.ofSeconds(9)),
                    new Fault.Host(
                        Fault.Host.Kind.DELAY,
                        50,
                        Duration.ofMillis(17_419),
                        Duration.ofMillis(8_690),
                        Duration.ofNanos(639_500_000)),
                    new ForgeEvent(ForgeEvent.Kind.MERGE, 3, Duration.ofSeconds(4))));

    assertThat(Simulator.of(new OptimisticProtocol()).check(scenario).violations()).isEmpty();
  }

  private static Run run(int agents, Fault... faults) {
    Run run = SIMULATOR.run(scenario(agents, faults));
    assertThat(run.violations()).isEmpty();
    return run;
  }

  private static Scenario scenario(int agents, Fault... faults) {
    return Scenario.of("rendezvous", agents, 1, 5).withPace(slow()).withFaults(List.of(faults));
  }

  /** So that it is noticed in the middle of the work what people do. */
  private static Pace slow() {
    Pace quick = Pace.QUICK;
    return new Pace(
        quick.poll(),
        millis(15_000),
        millis(15_000),
        0,
        quick.minLatency(),
        quick.maxLatency(),
        quick.callTimeout(),
        quick.minGossip(),
        quick.maxGossip(),
        quick.patience());
  }

  private static ForgeEvent event(ForgeEvent.Kind kind, long at) {
    return new ForgeEvent(kind, 1, millis(at));
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
