package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the fleet again and again, once nothing but lies on the mesh goes wrong: a task that is
 * free, or whose holder is silent, must not wait for long while an agent has room for it.
 *
 * <p>How long is made of the longest each part can take: noticing, doubting, giving better ones the
 * chance to go first, being put off by intents and hearsay as often as that is allowed, asking the
 * ledger. The same bound holds with liars on the mesh and without.
 */
final class Stalls {
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** The longest back-off that may go on when the last fault is over. */
  private static final Duration BACK_OFF = Duration.ofSeconds(30);

  /** The longest time that one better agent is given; after so many of them it is a quarter. */
  private static final Duration DELAY = Duration.ofSeconds(3);

  private static final Duration MIN_DELAY = Duration.ofMillis(250);

  private static final int FULL_DELAYS = 8;

  /** How long all ranks beyond those wait together when nobody is heard. */
  private static final Duration BLIND_SPREAD = Duration.ofSeconds(20);

  /** So often intents put an agent off, and so long it believes once that the task is taken. */
  private static final int POSTPONEMENTS = 3;

  private static final Duration BELIEF = Duration.ofSeconds(30);

  /** What auction and election take, in delays. */
  private static final int ROUND_DELAYS = 5;

  /** So many intervals between presences an agent waits for the next one while it hears others. */
  private static final int SILENT_INTERVALS = 10;

  /** The same of an agent that hears nobody and so may be cut off itself. */
  private static final int LONELY_INTERVALS = 32;

  /** A read and a write, there and back. */
  private static final int CAS_LATENCIES = 4;

  private static final int IDLE_POLLS = 9; // and a bit

  private final Simulation simulation;
  private final long calm;
  private final long free;
  private final boolean drifts;
  private final Duration delay;
  private final ClaimTiming timing;

  Stalls(Simulation simulation) {
    Scenario scenario = simulation.scenario();
    this.simulation = simulation;
    this.timing = scenario.timing();
    this.calm = calmFrom(scenario);
    Pace pace = scenario.pace();
    this.drifts = scenario.faults().stream().anyMatch(ClockSkew.class::isInstance);
    this.delay = delay(scenario);
    this.free =
        slow(
            pace.poll()
                .multipliedBy(IDLE_POLLS)
                .plus(pace.maxLatency().multipliedBy(8))
                .plus(turn(scenario, DELAY))
                .plus(DELAY.multipliedBy((long) POSTPONEMENTS + ROUND_DELAYS))
                .plus(BELIEF));
  }

  /** When the last fault is over that is more than a lie on the mesh, and its after-effects. */
  private static long calmFrom(Scenario scenario) {
    return scenario.faults().stream()
        .filter(fault -> !(fault instanceof Fault.MeshLiar))
        .mapToLong(fault -> Micros.of(end(fault).plus(BACK_OFF)))
        .max()
        .orElse(0);
  }

  private static Duration end(Fault fault) {
    Duration told = fault instanceof Fault.Host host ? host.delay() : Duration.ZERO;
    return fault.end().plus(told);
  }

  /**
   * The longest that one better agent is given: what messages and calls take, where nothing ever
   * made them take longer, or seem to.
   */
  private static Duration delay(Scenario scenario) {
    Pace pace = scenario.pace();
    Duration usual = pace.maxGossip().plus(pace.maxLatency()).multipliedBy(2);
    boolean punctual =
        usual.compareTo(DELAY) < 0
            && scenario.faults().stream()
                .allMatch(
                    fault ->
                        fault instanceof Crash
                            || fault instanceof ForgeEvent
                            || fault instanceof PolicyChange);
    return punctual && usual.compareTo(MIN_DELAY) > 0 ? usual : punctual ? MIN_DELAY : DELAY;
  }

  /** The longest that all better ones are given: agents, keys they had before, and the liars. */
  private Duration turn(Scenario scenario, Duration each) {
    long keys = scenario.faults().stream().filter(PolicyChange.class::isInstance).count();
    long better = scenario.agents() + keys;
    long beyond = Math.max(0, better - FULL_DELAYS);
    Duration turn =
        each.multipliedBy(Math.min(better, FULL_DELAYS))
            .plus(each.multipliedBy(beyond).dividedBy(4))
            .plus(beyond > 0 ? BLIND_SPREAD : Duration.ZERO);
    Duration blind = timing.suspectAfter().dividedBy(4); // who hears nobody waits by chance
    return turn.compareTo(blind) > 0 ? turn : blind;
  }

  /** The longest that so much time takes by the clocks of the run. */
  private long slow(Duration time) {
    long micros = Micros.of(time);
    return drifts ? micros + micros / 1_000_000 * 2 * ClockSkew.MAX_DRIFT_PPM : micros;
  }

  void start() {
    simulation.world().at(calm, this::look);
  }

  private void look() {
    List<SimAgent> ready =
        simulation.agents().stream()
            .filter(agent -> agent.roomSince().isPresent())
            .sorted(Comparator.comparing(agent -> agent.roomSince().get()))
            .toList();
    if (!ready.isEmpty()) {
      simulation.host().tasks().forEach(task -> look(task, ready));
    }
    if (simulation.agents().stream().anyMatch(agent -> agent.working().isPresent())) {
      simulation.world().after(Micros.of(EVERY), this::look);
    }
  }

  private void look(TaskId task, List<SimAgent> ready) {
    TaskCheck check = simulation.check().task(task);
    if (check.settled() || check.forced() || !simulation.host().issues().listed(task)) {
      return;
    }
    Tip tip = simulation.host().tip(task);
    Optional<ClaimRecord> now = tip.record().map(SignedRecord::record);
    if (free(task, now)) {
      long since = Math.max(check.since(), simulation.check().lastGrant());
      require(new Wait(task, since, free, Invariant.L3, "free"), ready);
    } else if (now.filter(record -> record.state().live()).isPresent()) {
      silentSince(now.get().holder())
          .map(since -> Math.max(since, Math.max(check.movedByHolder(), check.changed())))
          .map(since -> new Wait(task, since, takeover(now.get()), Invariant.L2, "left alone"))
          .ifPresent(wait -> require(wait, ready));
    }
  }

  private boolean free(TaskId task, Optional<ClaimRecord> now) {
    return now.isEmpty()
        || (now.get().state() == ClaimState.RELEASED
            && now.get().attempt() < ClaimRecord.MAX_ATTEMPTS)
        || simulation.host().forge().revived(task);
  }

  /** Since when nobody answers for a holder; empty when somebody does. */
  private Optional<Long> silentSince(AgentId holder) {
    return simulation.agents().stream()
        .filter(agent -> agent.signer().id().equals(holder))
        .findFirst()
        .filter(agent -> simulation.host().policy().authorises(holder))
        .map(SimAgent::silentSince)
        .orElse(Optional.of(0L)); // the liar's, or that of a key that does not count any more
  }

  /**
   * How long a silent holder may stay: suspicion + 2g and what clocks may count too much + the turn
   * of the last in the order + 2 CAS, as the design has it, and {@value #IDLE_POLLS} polls until
   * everybody has seen the record.
   */
  private long takeover(ClaimRecord record) {
    boolean expelled = !simulation.host().policy().authorises(record.holder());
    if (expelled && record.attempt() < ClaimRecord.MAX_ATTEMPTS) {
      return free; // nobody has to doubt it
    }
    Scenario scenario = simulation.scenario();
    Pace pace = scenario.pace();
    return slow(
        suspicion(record)
            .plus(timing.silence().multipliedBy(2))
            .plus(turn(scenario, delay))
            .plus(pace.maxLatency().multipliedBy(2L * CAS_LATENCIES))
            .plus(pace.poll().multipliedBy(IDLE_POLLS)));
  }

  /**
   * Before its first answer a holder is doubted for its silence. Who hears others is at worst in
   * doubt of itself from what went wrong before, and gets over that while they speak; who hears
   * nobody any more doubts itself the longer.
   */
  private Duration suspicion(ClaimRecord record) {
    Duration still = timing.suspectAfter().multipliedBy(1L << Math.max(0, record.answers() - 1));
    long speaking =
        simulation.agents().stream().filter(agent -> agent.working().isPresent()).count();
    Duration silent =
        clamp(timing.suspectAfter().dividedBy(10))
            .multipliedBy(speaking > 1 ? SILENT_INTERVALS : LONELY_INTERVALS);
    Duration suspicion = record.answers() > 0 || still.compareTo(silent) > 0 ? still : silent;
    return suspicion.compareTo(timing.maxHold()) < 0 ? suspicion : timing.maxHold();
  }

  private static Duration clamp(Duration every) {
    Duration least = every.toSeconds() < 1 ? Duration.ofSeconds(1) : every;
    return least.toSeconds() > 30 ? Duration.ofSeconds(30) : least;
  }

  private record Wait(TaskId task, long since, long most, Invariant invariant, String how) {}

  private void require(Wait wait, List<SimAgent> ready) {
    long now = simulation.world().now();
    for (SimAgent agent : ready) {
      long since = Math.max(Math.max(wait.since, calm), agent.roomSince().orElseThrow());
      if (now - since <= wait.most) {
        return; // the others have room since later
      }
      if (agent.process().orElseThrow().check().mayTake(wait.task)) {
        fail(wait, agent, since);
        return;
      }
    }
  }

  private void fail(Wait wait, SimAgent agent, long since) {
    Invariant invariant = liedSince(since) ? Invariant.L6 : wait.invariant;
    simulation
        .verdict()
        .require(
            false,
            invariant,
            () ->
                "#"
                    + wait.task.number()
                    + " is "
                    + wait.how
                    + " for "
                    + (simulation.world().now() - since) / Micros.SECOND
                    + " s, and "
                    + agent.name()
                    + " has room for it");
  }

  private boolean liedSince(long since) {
    return simulation.scenario().faults().stream()
        .anyMatch(
            fault ->
                fault instanceof Fault.MeshLiar
                    && Micros.of(fault.end()) > since
                    && Micros.of(fault.at()) <= simulation.world().now());
  }
}
