package dev.bzzz.core.sim;

import dev.bzzz.core.PermanentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a failing scenario smaller while it violates the same invariant first: fewer faults, fewer
 * tasks and agents, shorter faults. The same scenario is always shrunk to the same one.
 */
public final class Shrinker {
  /** Most scenarios that are tried. */
  public static final int MAX_RUNS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(Shrinker.class);

  private final Simulator simulator;
  private final Predicate<Run> wanted;
  private final int most;
  private Scenario best;
  private int runs;

  private Shrinker(Simulator simulator, Predicate<Run> wanted, Scenario scenario, int most) {
    this.simulator = simulator;
    this.wanted = wanted;
    this.best = scenario;
    this.most = Math.min(most, MAX_RUNS);
  }

  /**
   * Shrinks.
   *
   * @return the run of the smallest scenario found, with its trace
   * @throws IllegalArgumentException if the run holds
   * @throws PermanentException if a machine is not pure, see {@link #shrink(Simulator, Run, int)}
   */
  public static Run shrink(Simulator simulator, Run failing) {
    return shrink(simulator, failing, MAX_RUNS);
  }

  /**
   * Shrinks with less patience.
   *
   * @param most how many scenarios to try, at most {@value #MAX_RUNS}
   * @return the run of the smallest scenario found, with its trace
   * @throws IllegalArgumentException if the run holds
   * @throws PermanentException if the smallest scenario does not violate the same invariant first
   *     when it is run again: then a machine is not pure
   */
  public static Run shrink(Simulator simulator, Run failing, int most) {
    Violation violation =
        failing
            .firstViolation()
            .orElseThrow(() -> new IllegalArgumentException("a run that holds cannot be shrunk"));
    return new Shrinker(
            simulator, run -> begins(run, violation.invariant()), failing.scenario(), most)
        .shrunk(violation);
  }

  /**
   * Shrinks while an invariant is violated, be it after others: the first violation may be another
   * one's.
   *
   * @param violation one of the run's, of that invariant
   * @param most how many scenarios to try, at most {@value #MAX_RUNS}
   * @return the run of the smallest scenario found, with its trace, which violates that invariant
   * @throws PermanentException if the smallest scenario does not do so when it is run again: then a
   *     machine is not pure
   */
  static Run shrink(Simulator simulator, Run failing, Violation violation, int most) {
    return new Shrinker(
            simulator, run -> run.violates(violation.invariant()), failing.scenario(), most)
        .shrunk(violation);
  }

  private static boolean begins(Run run, Invariant invariant) {
    return run.firstViolation().filter(found -> found.invariant() == invariant).isPresent();
  }

  private Run shrunk(Violation violation) {
    Scenario whole = best;
    try {
      shrink();
    } catch (PermanentException e) {
      // A smaller one does not come to an end, so that no more of them are tried.
      LOG.warn("stopped making a scenario smaller: {}", e.getMessage());
    }
    Run shrunk = simulator.run(best);
    if (!wanted.test(shrunk)) {
      throw Blame.impure(whole, violation);
    }
    return shrunk;
  }

  private void shrink() {
    boolean smaller = true;
    while (smaller && runs < most) {
      smaller = fewerFaults();
      smaller |= fewerTasks();
      smaller |= fewerAgents();
      smaller |= simplerFaults();
    }
  }

  /** Leaves out halves, quarters and so on down to single faults. */
  private boolean fewerFaults() {
    boolean any = false;
    for (int size = Math.max(1, best.faults().size() / 2); size >= 1; size /= 2) {
      int from = 0;
      while (from < best.faults().size()) {
        List<Fault> rest = new ArrayList<>(best.faults());
        rest.subList(from, Math.min(rest.size(), from + size)).clear();
        if (accepts(best.withFaults(rest))) {
          any = true;
        } else {
          from += size;
        }
      }
    }
    return any;
  }

  private boolean fewerTasks() {
    boolean any = false;
    while (best.tasks() > 1
        && (accepts(withTasks((best.tasks() + 1) / 2)) || accepts(withTasks(best.tasks() - 1)))) {
      any = true;
    }
    return any;
  }

  private Scenario withTasks(int tasks) {
    List<Fault> faults =
        best.faults().stream()
            .filter(fault -> !(fault instanceof Fault.OfTask one) || one.task() <= tasks)
            .toList();
    return new Scenario(
        best.seed(), best.fleets(), tasks, best.timing(), best.pace(), best.faultPhase(), faults);
  }

  /** The last agents go first, so that the others keep their numbers. */
  private boolean fewerAgents() {
    boolean any = false;
    for (boolean more = true; more && best.agents() > 1; any |= more) {
      List<Scenario.Fleet> fleets = new ArrayList<>(best.fleets());
      int last = fleets.size() - 1;
      Scenario.Fleet fleet = fleets.get(last);
      if (fleet.agents() == 1) {
        fleets.remove(last);
      } else {
        fleets.set(last, new Scenario.Fleet(fleet.protocol(), fleet.agents() - 1, fleet.slots()));
      }
      more = accepts(withFleets(fleets));
    }
    return any;
  }

  private Scenario withFleets(List<Scenario.Fleet> fleets) {
    int agents = fleets.stream().mapToInt(Scenario.Fleet::agents).sum();
    List<Fault> faults = best.faults().stream().filter(fault -> fits(fault, agents)).toList();
    return new Scenario(
        best.seed(), fleets, best.tasks(), best.timing(), best.pace(), best.faultPhase(), faults);
  }

  private static boolean fits(Fault fault, int agents) {
    if (fault instanceof Fault.OfAgent one) {
      return one.agent() < agents;
    } else if (fault instanceof Fault.Partition partition) {
      return partition.island().stream().allMatch(agent -> agent < agents);
    }
    return true;
  }

  private boolean simplerFaults() {
    boolean any = false;
    for (int i = 0; i < best.faults().size(); i++) {
      Fault fault = best.faults().get(i);
      Duration length = fault.length();
      any |= accepts(with(i, fault.moved(fault.at(), Duration.ofMillis(length.toMillis() / 2))));
      any |= accepts(with(i, fault.moved(whole(fault.at()), length)));
      any |= accepts(with(i, fault.moved(whole(fault.at()), whole(length))));
    }
    if (best.pace().failingPercent() > 0) {
      any |= accepts(best.withPace(best.pace().failing(0)));
    }
    return any;
  }

  /** Round numbers are easier to read. */
  private static Duration whole(Duration time) {
    return Duration.ofSeconds(time.toSeconds());
  }

  private Scenario with(int index, Fault fault) {
    List<Fault> faults = new ArrayList<>(best.faults());
    faults.set(index, fault);
    return best.withFaults(faults);
  }

  private boolean accepts(Scenario smaller) {
    if (smaller.equals(best) || runs >= most) {
      return false;
    }
    runs++;
    boolean same = wanted.test(simulator.check(smaller));
    if (same) {
      best = smaller;
    }
    return same;
  }
}
