package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.AuctionProtocol;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.OptimisticProtocol;
import dev.bzzz.core.claim.RendezvousProtocol;
import dev.bzzz.core.sim.Crash;
import dev.bzzz.core.sim.Fault;
import dev.bzzz.core.sim.FaultClass;
import dev.bzzz.core.sim.ForgeEvent;
import dev.bzzz.core.sim.Pace;
import dev.bzzz.core.sim.Pause;
import dev.bzzz.core.sim.Scenario;
import dev.bzzz.core.sim.Scenarios;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The scenarios in which a mutant shows: what happens in each of them, and what may happen besides
 * by chance.
 *
 * @param maker of the protocol that the mutant is made from; none for voters of a quorum ledger
 * @param agents how many
 * @param tasks how many
 * @param leastWork least time that the work of a task takes
 * @param staged what goes wrong in each scenario
 * @param chance what else may go wrong
 */
record Aim(
    List<Supplier<ClaimProtocol>> maker,
    int agents,
    int tasks,
    Duration leastWork,
    List<Fault> staged,
    Set<FaultClass> chance) {
  /** Long enough for all that is staged to heal, and no longer: a mutant may never come to rest. */
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private static final List<Supplier<ClaimProtocol>> OPTIMISTIC = List.of(OptimisticProtocol::new);
  private static final List<Supplier<ClaimProtocol>> RENDEZVOUS = List.of(RendezvousProtocol::new);

  private static final Duration QUICK = Pace.QUICK.minWork();

  /** Everybody tries for three tasks at once, and nothing goes wrong. */
  static Aim contention() {
    return few(List.of());
  }

  /** One agent stands still with a task in its hands until others have taken it over. */
  static Aim longPause() {
    // With more tasks than agents the run does not end before it comes back.
    return new Aim(
        OPTIMISTIC, 3, 6, QUICK, List.of(new Pause(0, seconds(1), seconds(27))), Set.of());
  }

  /** Half of the host's answers get lost. */
  static Aim lostReplies() {
    return few(
        List.of(
            new Fault.Host(
                Fault.Host.Kind.REPLY_LOST, 50, Duration.ZERO, Duration.ZERO, seconds(30))));
  }

  /** The same, and people turn down the first pull request of each task at once. */
  static Aim turnedDown() {
    List<Fault> faults = new ArrayList<>(lostReplies().staged);
    for (int task = 1; task <= 3; task++) {
      faults.add(new ForgeEvent(ForgeEvent.Kind.TURN_DOWN, task, Duration.ZERO));
    }
    return few(faults);
  }

  /** One agent never comes back from its task, and others die and return meanwhile. */
  static Aim restarts() {
    return few(
        List.of(
            new Pause(0, seconds(1), seconds(120)),
            new Crash(1, seconds(11), 0, Optional.of(seconds(1)), Crash.Disk.KEPT),
            new Crash(2, seconds(14), 0, Optional.of(seconds(1)), Crash.Disk.KEPT)));
  }

  /** People with permission do the same to the claim of each task, again and again. */
  static Aim vandals(Fault.Vandal.Kind deed) {
    List<Fault> deeds = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      deeds.add(new Fault.Vandal(deed, i % 3 + 1, seconds(2 + 3 * i)));
    }
    return few(deeds);
  }

  /** Somebody writes for tasks that are still free what was signed for others. */
  static Aim transplants() {
    List<Fault> deeds = new ArrayList<>();
    for (int task = 4; task <= 6; task++) {
      deeds.add(new Fault.Vandal(Fault.Vandal.Kind.TRANSPLANT, task, Duration.ofMillis(500)));
    }
    return new Aim(OPTIMISTIC, 3, 6, QUICK, deeds, Set.of());
  }

  /** One agent dies with a task in its hands, and a liar repeats what it said last. */
  static Aim lastWords() {
    return new Aim(
        RENDEZVOUS,
        3,
        3,
        QUICK.multipliedBy(8),
        List.of(
            new Crash(0, seconds(3), 0, Optional.empty(), Crash.Disk.KEPT),
            new Fault.MeshLiar(
                Fault.MeshLiar.Kind.LAST_WORDS,
                Duration.ofMillis(400),
                Duration.ZERO,
                seconds(240))),
        Set.of());
  }

  /** A liar says all the time that it is about to take the tasks. */
  static Aim intents() {
    return new Aim(
        RENDEZVOUS,
        2,
        4,
        QUICK,
        List.of(
            new Fault.MeshLiar(
                Fault.MeshLiar.Kind.INTENTS, Duration.ofMillis(100), Duration.ZERO, seconds(130))),
        Set.of());
  }

  /** A liar opens bids that it never sealed. */
  static Aim bids() {
    return new Aim(
        List.of(AuctionProtocol::new),
        3,
        6,
        QUICK,
        List.of(
            new Fault.MeshLiar(
                Fault.MeshLiar.Kind.BIDS, Duration.ofMillis(50), Duration.ZERO, seconds(30))),
        Set.of());
  }

  /** Agents of different skill try for tasks that ask for it, and nothing goes wrong. */
  static Aim skills() {
    return new Aim(
        List.of(() -> new Skilled(new RendezvousProtocol())), 3, 6, QUICK, List.of(), Set.of());
  }

  /** Voters lose their power again and again, while they and three others move one register. */
  static Aim dyingVoters() {
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      faults.add(
          new Crash(
              i % 3,
              Duration.ofMillis(100 + 40L * i),
              0,
              Optional.of(Duration.ZERO),
              Crash.Disk.UNSYNCED_LOST));
    }
    return new Aim(List.of(), 6, 1, QUICK, faults, Set.of());
  }

  /** The committee is renewed, while five agents go on. */
  static Aim handover() {
    return new Aim(List.of(), 5, 1, QUICK, List.of(), Set.of(FaultClass.LOSS));
  }

  /** Six agents take six tasks and die; others come then, most of them to the end of a grace. */
  static Aim orphans() {
    List<Fault> faults = new ArrayList<>();
    for (int agent = 0; agent < 20; agent++) {
      boolean comes = agent < 14;
      faults.add(
          new Crash(
              agent,
              comes ? Duration.ZERO : seconds(2),
              0,
              comes ? Optional.of(seconds(agent < 2 ? 3 : 12)) : Optional.empty(),
              Crash.Disk.KEPT));
    }
    return new Aim(RENDEZVOUS, 20, 6, QUICK, faults, Set.of());
  }

  /** The same, and some things go wrong by chance. */
  Aim with(FaultClass first, FaultClass... more) {
    return new Aim(maker, agents, tasks, leastWork, staged, EnumSet.of(first, more));
  }

  /** The sound protocol; empty for voters of a quorum ledger. */
  Optional<ClaimProtocol> protocol() {
    return maker.stream().map(Supplier::get).findFirst();
  }

  Scenario scenario(String protocol, long seed) {
    Scenario drawn = Scenarios.random(seed, protocol, agents, tasks, chance);
    List<Fault> faults = new ArrayList<>(staged);
    faults.addAll(drawn.faults());
    return drawn.withFaults(faults).withPace(pace(drawn.pace()));
  }

  private static Aim few(List<Fault> staged) {
    return new Aim(OPTIMISTIC, 3, 3, QUICK, staged, Set.of());
  }

  private Pace pace(Pace pace) {
    return new Pace(
        pace.poll(),
        leastWork,
        leastWork.compareTo(pace.maxWork()) > 0 ? leastWork : pace.maxWork(),
        pace.failingPercent(),
        pace.minLatency(),
        pace.maxLatency(),
        pace.callTimeout(),
        pace.minGossip(),
        pace.maxGossip(),
        PATIENCE);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
