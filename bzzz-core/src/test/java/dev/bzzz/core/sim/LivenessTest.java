package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.RendezvousProtocol;
import dev.bzzz.core.machine.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Waiting for nothing, and pushing for nothing, is noticed; the mutants try the rest. */
class LivenessTest {
  private static final Scenario ORPHAN =
      Scenario.of("rendezvous", 2, 2, 1)
          .withFaults(
              List.of(new Crash(0, Duration.ofMillis(800), 0, Optional.empty(), Crash.Disk.KEPT)));

  @Test
  void aFreeTaskThatNobodyTriesForIsNoticed() {
    Run run =
        Simulator.of(without(cas -> cas.request().next().record().grant().isEmpty()))
            .check(Scenario.of("rendezvous", 2, 2, 1));

    assertThat(run.firstViolation().orElseThrow().invariant()).isEqualTo(Invariant.L3);
    assertThat(run.took()).isLessThan(Duration.ofMinutes(3));
  }

  @Test
  void aDeadHolderWhomNobodyDoubtsIsNoticed() {
    Run run = Simulator.of(without(LivenessTest::challenges)).check(ORPHAN);

    assertThat(run.firstViolation().orElseThrow().invariant()).isEqualTo(Invariant.L2);
    assertThat(run.took()).isLessThan(Duration.ofMinutes(5));
  }

  /** Suspicion 20 s, two graces of 5 s, 18 s of polls, and a few for turns. */
  @Test
  void aDeadHolderIsMissedSoonByThoseWhoHearEachOther() {
    Scenario scenario = Scenario.of("rendezvous", 3, 2, 1).withFaults(ORPHAN.faults());

    Run run = Simulator.of(without(LivenessTest::challenges)).check(scenario);

    assertThat(run.firstViolation().orElseThrow().invariant()).isEqualTo(Invariant.L2);
    assertThat(run.took()).isLessThan(Duration.ofSeconds(95));
  }

  @Test
  void aDeadHolderIsReplacedInTime() {
    Run run = Simulator.of(new RendezvousProtocol()).run(ORPHAN);

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().toString()).contains("CHALLENGED").contains("DONE t2");
  }

  @Test
  void moreThanTwoPushesForATaskThatNobodyContendsForAreNoticed() {
    Run run =
        Simulator.of(
                List.of(
                    Equipment.of(new RendezvousProtocol()).ledger(LivenessTest::refusingAtFirst)))
            .check(Scenario.of("rendezvous", 2, 2, 1));

    assertThat(run.firstViolation().orElseThrow().invariant()).isEqualTo(Invariant.L4);
  }

  /** Refuses every publication once. */
  private static LedgerClient refusingAtFirst() {
    return new SimLedger() {
      private final Set<String> refused = new TreeSet<>();

      @Override
      public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
        if (request.next().record().state() == ClaimState.PUBLISHED
            && refused.add(request.next().record().task().toString())) {
          answer.accept(new CasResult.Refused("not at the first try", Duration.ZERO));
        } else {
          super.cas(request, link, answer);
        }
      }
    };
  }

  @Test
  void endsOfWorkThatDoNotWaitForCompanyAreNoticed() {
    Run run =
        Simulator.of(List.of(Equipment.of(new RendezvousProtocol()).ledger(LivenessTest::oneByOne)))
            .check(Scenario.of("rendezvous", 1, 12, 1));

    assertThat(run.firstViolation().orElseThrow().invariant()).isEqualTo(Invariant.L4);
  }

  @Test
  void tasksInARowTakeTwoPushesEachAndTheLastOneMore() {
    Scenario scenario = Scenario.of("rendezvous", 1, 5, 1);

    Run run = Simulator.of(new RendezvousProtocol()).check(scenario);

    assertThat(run.violations()).isEmpty();
    assertThat(run.statistics().pushes()).isEqualTo(5 * 2 + 1);
  }

  /** Does not say that claims can move together. */
  private static LedgerClient oneByOne() {
    return new SimLedger() {
      @Override
      public void scan(HostLink link, Consumer<HostReply<LedgerView>> answer) {
        super.scan(
            link,
            reply ->
                answer.accept(
                    reply.value().map(view -> HostReply.of(oneByOne(view))).orElse(reply)));
      }
    };
  }

  private static LedgerView oneByOne(LedgerView view) {
    return new LedgerView(view.repository(), view.head(), view.policy(), view.tips());
  }

  private static boolean challenges(ClaimEffect.Cas cas) {
    return cas.request().next().record().state() == ClaimState.CHALLENGED;
  }

  /** Rendezvous, but some requests are never sent. */
  private static ClaimProtocol without(Predicate<ClaimEffect.Cas> dropped) {
    ClaimProtocol sound = new RendezvousProtocol();
    return new ClaimProtocol() {
      @Override
      public String name() {
        return sound.name();
      }

      @Override
      public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
        Machine<ClaimInput, ClaimEffect> machine = sound.machine(context);
        return new Machine<>() {
          @Override
          public List<ClaimEffect> on(ClaimInput input, Instant now) {
            return machine.on(input, now).stream()
                .filter(each -> !(each instanceof ClaimEffect.Cas cas) || !dropped.test(cas))
                .toList();
          }

          @Override
          public Optional<Instant> deadline() {
            return machine.deadline();
          }
        };
      }
    };
  }
}
