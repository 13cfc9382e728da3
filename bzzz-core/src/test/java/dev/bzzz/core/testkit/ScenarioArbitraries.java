package dev.bzzz.core.testkit;

import dev.bzzz.core.sim.Fault;
import dev.bzzz.core.sim.FaultClass;
import dev.bzzz.core.sim.Pace;
import dev.bzzz.core.sim.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Scenarios of the simulator for properties of jqwik. A failing one shrinks to fewer faults, that
 * come earlier and are over sooner, and to fewer agents and tasks; its seed stays.
 *
 * <pre>{@code
 * @Provide
 * Arbitrary<Scenario> scenarios() {
 *   return ScenarioArbitraries.of("my-protocol").agents(5).tasks(8).scenarios();
 * }
 * }</pre>
 *
 * @param protocol of all agents
 * @param agents most agents; at least one takes part
 * @param tasks most tasks; there is at least one
 * @param faults most faults, in any number from none
 * @param classes what may go wrong
 */
public record ScenarioArbitraries(
    String protocol, int agents, int tasks, int faults, Set<FaultClass> classes) {
  /** For how long things go wrong. */
  private static final Duration PHASE = Duration.ofSeconds(60);

  /** Copies the classes. */
  public ScenarioArbitraries {
    classes = Set.copyOf(classes);
  }

  /** At most four agents, four tasks and six faults of all classes. */
  public static ScenarioArbitraries of(String protocol) {
    return new ScenarioArbitraries(protocol, 4, 4, 6, FaultClass.all());
  }

  /** With at most so many agents. */
  public ScenarioArbitraries agents(int most) {
    return new ScenarioArbitraries(protocol, most, tasks, faults, classes);
  }

  /** With at most so many tasks. */
  public ScenarioArbitraries tasks(int most) {
    return new ScenarioArbitraries(protocol, agents, most, faults, classes);
  }

  /** With at most so many faults. */
  public ScenarioArbitraries faults(int most) {
    return new ScenarioArbitraries(protocol, agents, tasks, most, classes);
  }

  /** With faults of these classes alone. */
  public ScenarioArbitraries only(Set<FaultClass> some) {
    return new ScenarioArbitraries(protocol, agents, tasks, faults, some);
  }

  /** The scenarios. */
  public Arbitrary<Scenario> scenarios() {
    Arbitrary<List<FaultPlan>> plans =
        classes.isEmpty()
            ? Arbitraries.just(List.of())
            : FaultPlan.of(classes, PHASE).list().ofMaxSize(faults);
    return Combinators.combine(
            Arbitraries.longs().between(0, Long.MAX_VALUE / 2).dontShrink(),
            Arbitraries.integers().between(1, agents),
            Arbitraries.integers().between(1, tasks),
            plans)
        .as(this::scenario);
  }

  private Scenario scenario(long seed, int crew, int work, List<FaultPlan> plans) {
    List<Fault> planned = plans.stream().map(plan -> plan.in(crew, work)).toList();
    return new Scenario(
        seed,
        List.of(new Scenario.Fleet(protocol, crew, 1)),
        work,
        Scenario.QUICK,
        Pace.QUICK,
        Duration.ZERO,
        planned);
  }
}
