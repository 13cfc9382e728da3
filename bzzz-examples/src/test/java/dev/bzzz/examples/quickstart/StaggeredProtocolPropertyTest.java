package dev.bzzz.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.sim.Scenario;
import dev.bzzz.core.sim.Simulator;
import dev.bzzz.core.testkit.ScenarioArbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class StaggeredProtocolPropertyTest {
  private final Simulator simulator = Simulator.of(new StaggeredProtocol());

  @Property(tries = 10, seed = "1", edgeCases = EdgeCasesMode.NONE)
  void everyInvariantHolds(@ForAll("scenarios") Scenario scenario) {
    assertThat(simulator.check(scenario).violations()).isEmpty();
  }

  @Provide
  Arbitrary<Scenario> scenarios() {
    return ScenarioArbitraries.of("staggered").agents(3).tasks(3).scenarios();
  }
}
