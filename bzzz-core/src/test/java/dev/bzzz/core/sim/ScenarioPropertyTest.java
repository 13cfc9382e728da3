package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.RendezvousProtocol;
import dev.bzzz.core.testkit.ScenarioArbitraries;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Shrinkable;

class ScenarioPropertyTest {
  private static final Simulator SIMULATOR = Simulator.of(new RendezvousProtocol());

  @Property(tries = 12, seed = "1", edgeCases = EdgeCasesMode.NONE)
  void whateverGoesWrongEveryInvariantHolds(@ForAll("scenarios") Scenario scenario) {
    assertThat(SIMULATOR.check(scenario).violations()).isEmpty();
  }

  @Property(tries = 60)
  void everyScenarioIsReadAsItWasWritten(@ForAll("scenarios") Scenario scenario) {
    assertThat(Scenario.parse(scenario.toJson())).isEqualTo(scenario);
  }

  /** Fails for what the scenario is, not for how it runs: so it can be seen what is least. */
  @Property(tries = 5, edgeCases = EdgeCasesMode.NONE)
  void aFailingScenarioShrinksToTheFaultThatMatters(@ForAll Random random) {
    Predicate<Scenario> failing =
        scenario ->
            scenario.faults().stream()
                .anyMatch(fault -> fault instanceof Pause pause && pause.agent() == 0);
    Shrinkable<Scenario> found = any(random, failing);

    Scenario least = shrunk(found, failing);

    assertThat(least.seed()).isEqualTo(found.value().seed());
    assertThat(least.agents()).isOne();
    assertThat(least.tasks()).isOne();
    assertThat(least.faults()).isEqualTo(List.of(new Pause(0, Duration.ZERO, Duration.ZERO)));
  }

  @Provide
  Arbitrary<Scenario> scenarios() {
    return ScenarioArbitraries.of("rendezvous").agents(3).tasks(3).scenarios();
  }

  private static Shrinkable<Scenario> any(Random random, Predicate<Scenario> failing) {
    var generator =
        ScenarioArbitraries.of("rendezvous")
            .only(Set.of(FaultClass.PAUSE, FaultClass.CRASH, FaultClass.LEDGER))
            .scenarios()
            .generator(1000);
    Shrinkable<Scenario> next = generator.next(random);
    while (!failing.test(next.value())) {
      next = generator.next(random);
    }
    return next;
  }

  /** The first smaller one that still fails, again and again, as jqwik does it. */
  private static Scenario shrunk(Shrinkable<Scenario> found, Predicate<Scenario> failing) {
    Optional<Shrinkable<Scenario>> smaller = Optional.of(found);
    Shrinkable<Scenario> least = found;
    while (smaller.isPresent()) {
      least = smaller.get();
      smaller = least.shrink().filter(each -> failing.test(each.value())).findFirst();
    }
    return least.value();
  }
}
