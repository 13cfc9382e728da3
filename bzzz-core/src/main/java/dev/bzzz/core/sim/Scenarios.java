package dev.bzzz.core.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes scenarios by chance. The same arguments give the same scenario on every JVM. */
public final class Scenarios {
  private static final int MAX_EACH = 3;

  private static final Fault.MeshLiar.Kind[] CRUDE_LIES = {
    Fault.MeshLiar.Kind.FORGERY, Fault.MeshLiar.Kind.REPLAY, Fault.MeshLiar.Kind.GARBAGE
  };
  private static final Fault.MeshLiar.Kind[] FINE_LIES = {
    Fault.MeshLiar.Kind.LAST_WORDS,
    Fault.MeshLiar.Kind.INTENTS,
    Fault.MeshLiar.Kind.PRESENCES,
    Fault.MeshLiar.Kind.BIDS
  };
  private static final Fault.Vandal.Kind[] CRUDE_DEEDS = {
    Fault.Vandal.Kind.ROLLBACK,
    Fault.Vandal.Kind.DELETION,
    Fault.Vandal.Kind.GARBAGE,
    Fault.Vandal.Kind.BRANCH_DELETION
  };

  private static final ForgeEvent.Kind[] FIRST_EVENTS = {
    ForgeEvent.Kind.CLOSE,
    ForgeEvent.Kind.UNLABEL,
    ForgeEvent.Kind.MERGE,
    ForgeEvent.Kind.TURN_DOWN,
    ForgeEvent.Kind.REVIVE
  };

  private final SimRandom chance;
  private final SimRandom fineChance;
  private final SimRandom forgeChance;
  private final SimRandom policyChance;
  private final int agents;
  private final int tasks;
  private final Duration phase;

  private Scenarios(long seed, List<Scenario.Fleet> fleets, int tasks) {
    this.chance = SimRandom.of(seed, 77);
    this.fineChance = SimRandom.of(seed, 78);
    this.forgeChance = SimRandom.of(seed, 79);
    this.policyChance = SimRandom.of(seed, 80);
    this.agents = fleets.stream().mapToInt(Scenario.Fleet::agents).sum();
    this.tasks = tasks;
    int slots = fleets.stream().mapToInt(fleet -> fleet.agents() * fleet.slots()).sum();
    // About as long as all the work takes: what goes wrong later than that troubles nobody.
    this.phase = Duration.ofSeconds(10).multipliedBy(1 + (tasks + slots - 1) / slots);
  }

  /**
   * A scenario in which some things go wrong while the work is done.
   *
   * @param protocol of all agents
   * @param classes what may go wrong; each does in about half of the scenarios
   */
  public static Scenario random(
      long seed, String protocol, int agents, int tasks, Set<FaultClass> classes) {
    return random(seed, List.of(new Scenario.Fleet(protocol, agents, 1)), tasks, classes);
  }

  /** The same for agents of several protocols on one repository. */
  public static Scenario random(
      long seed, List<Scenario.Fleet> fleets, int tasks, Set<FaultClass> classes) {
    Scenarios scenarios = new Scenarios(seed, fleets, tasks);
    List<Fault> faults = new ArrayList<>();
    for (FaultClass each : FaultClass.values()) { // all are drawn, so that leaving one out
      List<Fault> drawn = scenarios.draw(each); // does not change the others
      if (classes.contains(each)) {
        faults.addAll(drawn);
      }
    }
    if (classes.contains(FaultClass.BYZANTINE)) {
      faults.addAll(scenarios.fineMalice());
      faults.addAll(scenarios.policyChanges());
    }
    if (classes.contains(FaultClass.LEDGER)) {
      faults.addAll(scenarios.forgeEvents());
    }
    return classes.isEmpty()
        ? new Scenario(seed, fleets, tasks, Scenario.QUICK, Pace.QUICK, Duration.ZERO, List.of())
        : new Scenario(
            seed, fleets, tasks, Scenario.QUICK, scenarios.pace(), scenarios.phase, faults);
  }

  /** Mostly quick; sometimes with long work, work that fails, or a slow network. */
  private Pace pace() {
    Pace quick = Pace.QUICK;
    boolean longWork = chance.percent(15);
    boolean failing = chance.percent(10);
    boolean slow = chance.percent(20);
    return new Pace(
        quick.poll(),
        quick.minWork(),
        longWork ? Duration.ofMinutes(2) : quick.maxWork(),
        failing ? 30 : 0,
        quick.minLatency(),
        slow ? Duration.ofMillis(500) : quick.maxLatency(),
        quick.callTimeout(),
        quick.minGossip(),
        slow ? Duration.ofMillis(500) : quick.maxGossip(),
        quick.patience());
  }

  private List<Fault> draw(FaultClass faultClass) {
    long count = chance.nextBoolean() ? 0 : chance.between(1, MAX_EACH);
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      faults.add(one(faultClass));
    }
    return faults;
  }

  private Fault one(FaultClass faultClass) {
    Duration at = time(phase);
    Duration length = time(phase.minus(at));
    return switch (faultClass) {
      case CRASH -> crash(at, Crash.Disk.KEPT);
      case DISK -> crash(at, chance.nextBoolean() ? Crash.Disk.UNSYNCED_LOST : Crash.Disk.LOST);
      case PAUSE -> new Pause(agent(), at, length);
      case PARTITION -> partition(at, length);
      case LOSS -> mesh(Fault.Mesh.Kind.LOSS, at, length);
      case DUPLICATION -> mesh(Fault.Mesh.Kind.DUPLICATION, at, length);
      case REORDER -> mesh(Fault.Mesh.Kind.REORDER, at, length);
      case SKEW -> skew(at);
      case LEDGER -> host(at, length);
      case BYZANTINE -> byzantine(at, length);
    };
  }

  /** Agent 0 always comes back: somebody has to be there for the end. */
  private Fault crash(Duration at, Crash.Disk disk) {
    int agent = agent();
    boolean returns = agent == 0 || chance.percent(75);
    int afterEffects = chance.nextBoolean() ? 0 : (int) chance.between(1, 3);
    Duration after = time(Duration.ofSeconds(30));
    return new Crash(
        agent, at, afterEffects, returns ? Optional.of(after) : Optional.empty(), disk);
  }

  private Fault partition(Duration at, Duration length) {
    List<Integer> island = new ArrayList<>();
    for (int agent = 0; agent < agents; agent++) {
      if (chance.nextBoolean()) {
        island.add(agent);
      }
    }
    return new Fault.Partition(island, chance.nextBoolean(), at, length);
  }

  private Fault mesh(Fault.Mesh.Kind kind, Duration at, Duration length) {
    return new Fault.Mesh(kind, percent(), time(Duration.ofSeconds(10)), at, length);
  }

  private Fault skew(Duration at) {
    long hours = Duration.ofHours(2).toMillis();
    return new ClockSkew(
        agent(),
        Duration.ofMillis(chance.between(-hours, hours)),
        (int) chance.between(-ClockSkew.MAX_DRIFT_PPM, ClockSkew.MAX_DRIFT_PPM),
        at,
        Duration.ofMillis(chance.between(-hours, hours)));
  }

  private Fault host(Duration at, Duration length) {
    Fault.Host.Kind[] kinds = Fault.Host.Kind.values();
    Fault.Host.Kind kind = kinds[(int) chance.between(0, kinds.length - 1L)];
    return new Fault.Host(kind, percent(), time(Duration.ofSeconds(20)), at, length);
  }

  private Fault byzantine(Duration at, Duration length) {
    Duration every = Duration.ofMillis(chance.between(50, 5_000));
    Fault.MeshLiar.Kind[] lies = CRUDE_LIES;
    Fault.Vandal.Kind[] deeds = CRUDE_DEEDS;
    return switch ((int) chance.between(0, 2)) {
      case 0 ->
          new Fault.MeshLiar(lies[(int) chance.between(0, lies.length - 1L)], every, at, length);
      case 1 -> new Fault.LyingWriter(every, at, length);
      default ->
          new Fault.Vandal(
              deeds[(int) chance.between(0, deeds.length - 1L)],
              (int) chance.between(1, tasks),
              at);
    };
  }

  /** What takes wit, from a chance of its own, so that it does not change the rest. */
  private List<Fault> fineMalice() {
    List<Fault> faults = new ArrayList<>();
    while (faults.size() < MAX_EACH && fineChance.percent(40)) {
      Duration at = Duration.ofMillis(fineChance.between(0, phase.toMillis()));
      Duration length = Duration.ofMillis(fineChance.between(0, phase.toMillis() - at.toMillis()));
      Duration every = Duration.ofMillis(fineChance.between(50, 5_000));
      if (fineChance.percent(20)) {
        int task = (int) fineChance.between(1, tasks);
        faults.add(new Fault.Vandal(Fault.Vandal.Kind.TRANSPLANT, task, at));
      } else {
        Fault.MeshLiar.Kind kind = FINE_LIES[(int) fineChance.between(0, FINE_LIES.length - 1L)];
        faults.add(new Fault.MeshLiar(kind, every, at, length));
      }
    }
    return faults;
  }

  /** What liars announce, and what people do about liars and agents; from a chance of its own. */
  private List<Fault> policyChanges() {
    List<Fault> faults = new ArrayList<>();
    while (faults.size() < MAX_EACH && policyChance.percent(35)) {
      Duration at = millis(policyChance, phase);
      if (policyChance.percent(40)) {
        Duration every = Duration.ofMillis(policyChance.between(20, 2_000));
        Duration length = millis(policyChance, phase.minus(at));
        Fault.MeshLiar.Kind kind =
            policyChance.percent(70)
                ? Fault.MeshLiar.Kind.ANNOUNCEMENTS
                : Fault.MeshLiar.Kind.MISPLACED;
        faults.add(new Fault.MeshLiar(kind, every, at, length));
      } else if (policyChance.percent(20)) {
        faults.add(new Expulsion(at));
      } else if (agents > 1) { // agent 0 stays: somebody has to be there for the end
        PolicyChange.Kind[] kinds = PolicyChange.Kind.values();
        PolicyChange.Kind kind = kinds[(int) policyChance.between(0, kinds.length - 1L)];
        int agent = (int) policyChance.between(1, agents - 1L);
        faults.add(new PolicyChange(kind, agent, at));
      }
    }
    return faults;
  }

  /** What people do on the forge, some of which they take back; from a chance of its own. */
  private List<Fault> forgeEvents() {
    List<Fault> faults = new ArrayList<>();
    while (faults.size() < MAX_EACH && forgeChance.percent(40)) {
      ForgeEvent.Kind[] kinds = FIRST_EVENTS;
      ForgeEvent.Kind kind = kinds[(int) forgeChance.between(0, kinds.length - 1L)];
      int task = (int) forgeChance.between(1, tasks);
      Duration at = millis(forgeChance, phase);
      faults.add(new ForgeEvent(kind, task, at));
      boolean back = forgeChance.percent(75);
      Duration then = at.plus(millis(forgeChance, phase));
      if (back && (kind == ForgeEvent.Kind.CLOSE || kind == ForgeEvent.Kind.MERGE)) {
        faults.add(new ForgeEvent(ForgeEvent.Kind.REOPEN, task, then));
      } else if (back && kind == ForgeEvent.Kind.UNLABEL) {
        faults.add(new ForgeEvent(ForgeEvent.Kind.LABEL, task, then));
      }
    }
    return faults;
  }

  private static Duration millis(SimRandom chance, Duration most) {
    return Duration.ofMillis(chance.between(0, most.toMillis()));
  }

  private int agent() {
    return (int) chance.between(0, agents - 1L);
  }

  private int percent() {
    int[] some = {1, 5, 20, 50, 100};
    return some[(int) chance.between(0, some.length - 1L)];
  }

  private Duration time(Duration most) {
    return Duration.ofMillis(chance.between(0, most.toMillis()));
  }
}
