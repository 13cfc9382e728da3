package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimTiming;
import java.time.Duration;
import java.util.List;

/**
 * A situation to try: who takes part, how fast things are, and what goes wrong. Plain data; the
 * same scenario always runs the same way. {@link #toJson} and {@link #parse} keep it in files.
 *
 * @param seed decides every chance of the run
 * @param fleets agents by protocol; agents are counted from 0 through all fleets
 * @param tasks how many, from 1 to {@value #MAX_TASKS}; they all are there from the start
 * @param timing the patience that the repository's policy names
 * @param pace how long things take
 * @param faultPhase for how long things go wrong; then everything gets the time to settle
 * @param faults what goes wrong
 */
public record Scenario(
    long seed,
    List<Fleet> fleets,
    int tasks,
    ClaimTiming timing,
    Pace pace,
    Duration faultPhase,
    List<Fault> faults) {
  /** Most agents. */
  public static final int MAX_AGENTS = 5_000;

  /** Most tasks. */
  public static final int MAX_TASKS = 5_000;

  /** Most faults. */
  public static final int MAX_FAULTS = 1_000;

  /** Most bytes of a scenario file. */
  public static final int MAX_BYTES = 16 << 20;

  /** Patience that makes runs short: grace 5 s, suspicion after 20 s. */
  public static final ClaimTiming QUICK =
      new ClaimTiming(
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofHours(1),
          Duration.ofMinutes(30));

  /**
   * Agents of one protocol.
   *
   * @param protocol its name
   * @param agents how many
   * @param slots how many tasks each works on at once
   */
  public record Fleet(String protocol, int agents, int slots) {
    /** Checks the numbers. */
    public Fleet {
      Limits.number("agents", agents, 1, MAX_AGENTS);
      Limits.slots(slots);
      if (protocol.isBlank()) {
        throw new IllegalArgumentException("protocol: is blank");
      }
    }
  }

  /** Checks the numbers and copies the lists. */
  public Scenario {
    Limits.number("tasks", tasks, 1, MAX_TASKS);
    Limits.number("fleets", fleets.size(), 1, 100);
    Limits.number("faults", faults.size(), 0, MAX_FAULTS);
    Limits.time("faultPhase", faultPhase);
    fleets = List.copyOf(fleets);
    faults = List.copyOf(faults);
    int agents = fleets.stream().mapToInt(Fleet::agents).sum();
    Limits.number("agents of all fleets", agents, 1, MAX_AGENTS);
    for (int i = 0; i < faults.size(); i++) {
      requireKnown("faults[" + i + "].", faults.get(i), agents, tasks);
    }
  }

  private static void requireKnown(String where, Fault fault, int agents, int tasks) {
    if (fault instanceof Fault.OfAgent one) {
      Limits.number(where + "agent", one.agent(), 0, agents - 1L);
    } else if (fault instanceof Fault.Partition partition) {
      partition.island().forEach(agent -> Limits.number(where + "island", agent, 0, agents - 1L));
    } else if (fault instanceof Fault.OfTask one) {
      Limits.number(where + "task", one.task(), 1, tasks);
    }
  }

  /** Agents of one protocol and nothing that goes wrong. */
  public static Scenario of(String protocol, int agents, int tasks, long seed) {
    return new Scenario(
        seed,
        List.of(new Fleet(protocol, agents, 1)),
        tasks,
        QUICK,
        Pace.QUICK,
        Duration.ZERO,
        List.of());
  }

  /** How many agents take part. */
  public int agents() {
    return fleets.stream().mapToInt(Fleet::agents).sum();
  }

  /** When the last fault is over. */
  public Duration quietFrom() {
    return faults.stream()
        .map(Fault::end)
        .filter(end -> end.compareTo(faultPhase) > 0)
        .max(Duration::compareTo)
        .orElse(faultPhase);
  }

  /** Whether somebody may undo what was settled. */
  boolean unsettling() {
    return faults.stream()
        .anyMatch(
            fault -> fault.faultClass() == FaultClass.BYZANTINE || fault instanceof ForgeEvent);
  }

  /** The same with other faults. */
  public Scenario withFaults(List<Fault> others) {
    return new Scenario(seed, fleets, tasks, timing, pace, faultPhase, others);
  }

  /** The same with another seed. */
  public Scenario withSeed(long other) {
    return new Scenario(other, fleets, tasks, timing, pace, faultPhase, faults);
  }

  /** The same at another pace. */
  public Scenario withPace(Pace other) {
    return new Scenario(seed, fleets, tasks, timing, other, faultPhase, faults);
  }

  /** The scenario as a file that {@link #parse} reads, for people to read and change, too. */
  public byte[] toJson() {
    return ScenarioJson.write(this);
  }

  /**
   * Reads a scenario file.
   *
   * @throws IllegalArgumentException if it is malformed; the message is one line and names the
   *     field, as in {@code faults[2].agent: from 0 to 7, not 8}
   */
  public static Scenario parse(byte[] json) {
    return ScenarioJson.read(json);
  }
}
