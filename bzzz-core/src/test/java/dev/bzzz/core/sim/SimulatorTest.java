package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.OptimisticProtocol;
import dev.bzzz.core.claim.RendezvousProtocol;
import dev.bzzz.core.claim.Tip;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatorTest {
  private static final Simulator SIMULATOR = Simulator.of(new OptimisticProtocol());

  @Test
  void everyTaskIsDoneOnceWhenNothingGoesWrong() {
    Run run = SIMULATOR.run(Scenario.of("optimistic", 3, 6, 1));

    assertThat(run.violations()).isEmpty();
    assertThat(run.statistics().grants()).isEqualTo(6);
    assertThat(run.statistics().publishesPerTask()).isEqualTo(1);
    assertThat(run.statistics().grantLatency().percentile(50))
        .isBetween(Duration.ofMillis(1), Duration.ofMillis(100));
  }

  /** Few of each: `./bzzz sim` runs as many as one likes. */
  @ParameterizedTest
  @EnumSource
  void everyInvariantHoldsUnderEachClassOfFaults(FaultClass faults) {
    int struck = 0;
    for (long seed = 0; struck < 3; seed++) {
      Scenario scenario = Scenarios.random(seed, "optimistic", 3, 3, Set.of(faults));
      if (scenario.faults().isEmpty()) {
        continue;
      }
      struck++;
      assertThat(scenario.faults()).extracting(Fault::faultClass).containsOnly(faults);

      Run run = SIMULATOR.check(scenario);

      assertThat(run.violations()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void everyInvariantHoldsUnderAllFaultsAtOnce() {
    for (long seed = 0; seed < 5; seed++) {
      Run run = SIMULATOR.check(Scenarios.random(seed, "optimistic", 4, 4, FaultClass.all()));

      assertThat(run.violations()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void theSameScenarioGivesTheSameBytes() {
    Scenario scenario = Scenarios.random(7, "optimistic", 3, 4, FaultClass.all());

    Run first = SIMULATOR.run(scenario);
    Run second = SIMULATOR.run(Scenario.parse(scenario.toJson()));

    assertThat(second.trace().bytes()).isEqualTo(first.trace().bytes()).isNotEmpty();
    assertThat(SIMULATOR.check(scenario).took()).isEqualTo(first.took());
  }

  @Test
  void itMakesNoDifferenceWhetherLettersAreWrittenDown() {
    for (long seed = 1; seed <= 3; seed++) {
      Scenario scenario = Scenarios.random(seed, "rendezvous", 3, 3, FaultClass.all());
      List<Equipment> equipment = List.of(Equipment.of(new RendezvousProtocol()));

      Run exact = new Simulation(scenario, equipment, true, true).run(new Pulse());
      Run quick = new Simulation(scenario, equipment, true, false).run(new Pulse());

      assertThat(quick.trace().toString()).isEqualTo(exact.trace().toString()).contains(" sends ");
    }
  }

  @Test
  void aForcedCompareAndSwapIsCaught() {
    Run run =
        firstViolation(
            () ->
                new SimLedger() {
                  @Override
                  public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
                    link.call(
                        host -> {
                          push(request, host, host.tip(request.task()));
                          return (CasResult) new CasResult.Won(host.tip(request.task()));
                        },
                        reply -> answer.accept(result(reply)));
                  }

                  @Override
                  protected boolean push(CasRequest request, SimHost host, Tip now) {
                    return host.push(
                        List.of(
                            new RefChange.Claim(request.task(), Optional.empty(), request.next())),
                        false);
                  }
                });

    assertThat(run.violations().get(0).invariant()).isEqualTo(Invariant.S1);
  }

  @Test
  void anUnknownOutcomeToldAsLostIsCaught() {
    Run run =
        firstViolation(
            () ->
                new SimLedger() {
                  @Override
                  public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
                    super.cas(
                        request,
                        link,
                        result ->
                            answer.accept(
                                result instanceof CasResult.Unknown
                                    ? new CasResult.Lost(request.expected())
                                    : result));
                  }
                });

    assertThat(run.violations().get(0).invariant()).isEqualTo(Invariant.S7);
  }

  @Test
  void aFailingScenarioIsShrunkToWhatMatters() {
    Simulator broken =
        Simulator.of(
            List.of(
                Equipment.of(new OptimisticProtocol())
                    .pullRequests(
                        () ->
                            (claim, link, answer) ->
                                answer.accept(HostReply.unknown("never works")))));
    Scenario big = Scenarios.random(3, "optimistic", 3, 3, FaultClass.all()).withPace(impatient());
    assertThat(big.faults()).isNotEmpty();

    Run shrunk = Shrinker.shrink(broken, broken.check(big));

    assertThat(shrunk.violations().get(0).invariant()).isEqualTo(Invariant.L5);
    assertThat(shrunk.scenario().faults()).isEmpty();
    assertThat(shrunk.scenario().tasks()).isOne();
    assertThat(shrunk.scenario().agents()).isOne();
    assertThat(shrunk.trace().toString()).contains("PUBLISHED").contains("VIOLATED L5");
  }

  @Test
  void anUnknownProtocolIsNamed() {
    assertThatThrownBy(() -> SIMULATOR.run(Scenario.of("nonsense", 1, 1, 1)))
        .hasMessage("fleets[0].protocol: unknown protocol 'nonsense'; known: [optimistic]");
  }

  /** What never ends is run to the end of all patience, hundreds of times. */
  private static Pace impatient() {
    Pace quick = Pace.QUICK;
    return new Pace(
        quick.poll(),
        quick.minWork(),
        quick.maxWork(),
        quick.failingPercent(),
        quick.minLatency(),
        quick.maxLatency(),
        quick.callTimeout(),
        quick.minGossip(),
        quick.maxGossip(),
        Duration.ofMinutes(2));
  }

  private static Run firstViolation(Supplier<LedgerClient> ledger) {
    Simulator broken = Simulator.of(List.of(Equipment.of(new OptimisticProtocol()).ledger(ledger)));
    for (long seed = 0; seed < 200; seed++) {
      Run run = broken.check(Scenarios.random(seed, "optimistic", 3, 3, Set.of(FaultClass.LEDGER)));
      if (!run.holds()) {
        return run;
      }
    }
    throw new AssertionError("nothing was noticed in 200 scenarios");
  }
}
