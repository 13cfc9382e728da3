package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimProtocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs scenarios: whole fleets of agents under virtual time, in one thread, with everything that
 * goes wrong decided by a seed. The machines are the ones of production; ledger, forge, mesh, work,
 * disks and clocks are played. The same scenario always runs the same way.
 *
 * <pre>{@code
 * Simulator simulator = Simulator.of(new MyProtocol());
 * Run run = simulator.run(Scenario.of("my-protocol", 3, 12, 42));
 * run.firstViolation().ifPresent(System.out::println);
 * System.out.print(run.trace());
 * }</pre>
 *
 * <p>Immutable, and safe for use by many threads if its protocols are.
 */
public final class Simulator {
  /** What scenarios call a quorum ledger that is tried by itself. */
  public static final String QUORUM_LEDGER = "quorum-ledger";

  private final Map<String, Equipment> equipment = new TreeMap<>();
  private final Optional<Voting> voting;
  private final Patience patience;

  private Simulator(Collection<Equipment> equipment, Optional<Voting> voting, Patience patience) {
    this.voting = voting;
    this.patience = patience;
    for (Equipment each : equipment) {
      if (this.equipment.put(name(each.protocol()), each) != null) {
        throw new IllegalArgumentException(
            "two protocols are called " + each.protocol().name() + "; give one another name");
      }
    }
  }

  private static String name(ClaimProtocol protocol) {
    String name;
    try {
      name = protocol.name();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "name() of " + protocol.getClass().getName() + " threw " + Blame.of(e), e);
    }
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException(
          "name() of " + protocol.getClass().getName() + " returned none; records need one");
    }
    return name;
  }

  /** A simulator of these protocols, with ledger and forge as in production. */
  public static Simulator of(ClaimProtocol... protocols) {
    return of(List.of(protocols).stream().map(Equipment::of).toList());
  }

  /** A simulator of protocols with ledgers and forges of their own. */
  public static Simulator of(Collection<Equipment> equipment) {
    return new Simulator(equipment, Optional.empty(), Patience.DEFAULT);
  }

  /**
   * A simulator of quorum ledgers, in place of protocols on a git host: the agents of a scenario
   * vote, and read and move registers by chance. The first three vote, or five when there are
   * seven; when there are two more than that, they hand over to others in the middle of the time in
   * which things go wrong.
   */
  public static Simulator of(Voting voting) {
    return new Simulator(List.of(), Optional.of(voting), Patience.DEFAULT);
  }

  /** The names of its protocols. */
  public List<String> protocols() {
    return voting.isPresent() ? List.of(QUORUM_LEDGER) : List.copyOf(equipment.keySet());
  }

  /** The same, with more or less patience. */
  Simulator with(Patience other) {
    return new Simulator(equipment.values(), voting, other);
  }

  Patience patience() {
    return patience;
  }

  /**
   * Runs a scenario, in a thread of its own, and writes down what happens.
   *
   * @throws IllegalArgumentException if the scenario names a protocol this simulator does not have
   * @throws dev.bzzz.core.PermanentException if a machine does not come back from a call: after 10
   *     s of computing, or 2 minutes of waiting; its thread, a daemon, is left behind
   */
  public Run run(Scenario scenario) {
    return Watchdog.over(patience, pulse -> run(scenario, true, pulse));
  }

  /** Runs a scenario without a trace, which is faster; otherwise as {@link #run}. */
  public Run check(Scenario scenario) {
    return Watchdog.over(patience, pulse -> check(scenario, pulse));
  }

  /** Runs a scenario in this thread, which somebody else may watch. */
  Run check(Scenario scenario, Pulse pulse) {
    return run(scenario, false, pulse);
  }

  private Run run(Scenario scenario, boolean traced, Pulse pulse) {
    return voting.isPresent() && equipped(scenario).isEmpty()
        ? new QuorumSimulation(scenario, voting.get(), traced).run()
        : new Simulation(scenario, equipped(scenario), traced).run(pulse);
  }

  /** The equipment of each fleet. */
  private List<Equipment> equipped(Scenario scenario) {
    List<Equipment> found = new ArrayList<>();
    for (int i = 0; i < scenario.fleets().size(); i++) {
      String name = scenario.fleets().get(i).protocol();
      if (voting.isPresent() && name.equals(QUORUM_LEDGER)) {
        continue;
      }
      Equipment known = equipment.get(name);
      if (known == null) {
        throw new IllegalArgumentException(
            "fleets[" + i + "].protocol: unknown protocol '" + name + "'; known: " + protocols());
      }
      found.add(known);
    }
    return found;
  }
}
