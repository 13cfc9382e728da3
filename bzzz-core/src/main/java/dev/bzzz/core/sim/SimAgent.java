package dev.bzzz.core.sim;

import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.FencingToken;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.mesh.MeshLink;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One honest agent: what outlives its processes, which are its key, its disk and its clock. */
final class SimAgent {
  private final int index;
  private final String name;
  private Signer signer;
  private final Equipment equipment;
  private final int slots;
  private final Simulation simulation;
  private final Map<String, String> disk = new TreeMap<>();
  private long wallOffset;
  private int driftPpm;
  private long pausedAt;
  private long pausedUntil;
  private long diedAt;
  private int starts;
  private boolean away;
  private Optional<Process> process = Optional.empty();

  SimAgent(int index, Signer signer, Equipment equipment, int slots, Simulation simulation) {
    this.index = index;
    this.name = "agent-" + index;
    this.signer = signer;
    this.equipment = equipment;
    this.slots = slots;
    this.simulation = simulation;
  }

  int index() {
    return index;
  }

  String name() {
    return name;
  }

  Signer signer() {
    return signer;
  }

  int slots() {
    return slots;
  }

  Equipment equipment() {
    return equipment;
  }

  Machine<ClaimInput, ClaimEffect> machine(SimRandom chance) {
    MeshLink link =
        new MeshLink(MeshLink.DEFAULT_NETWORK, chance.hex(32), simulation.host().verifier());
    return equipment
        .protocol()
        .machine(new ClaimContext(signer, slots, chance).on(link).by(simulation.post()));
  }

  /**
   * Since when it lives, may claim, is awake and has room for one more task; empty when it has
   * none.
   */
  Optional<Long> roomSince() {
    return working()
        .filter(running -> !paused())
        .flatMap(running -> running.check().roomSince())
        .map(since -> Math.max(since, pausedUntil));
  }

  /** Its process, when there is one and the policy names its key. */
  Optional<Process> working() {
    return process().filter(running -> simulation.host().policy().authorises(running.id()));
  }

  /** Since when no process answers for it; empty when one does. */
  Optional<Long> silentSince() {
    if (process().isEmpty()) {
      return Optional.of(diedAt);
    }
    return paused() ? Optional.of(pausedAt) : Optional.empty();
  }

  Optional<Process> process() {
    return process.isPresent() && process.get().alive() ? process : Optional.empty();
  }

  /** It is not there before it {@link #join joins}. */
  void keepAway() {
    away = true;
  }

  void join() {
    away = false;
    boot();
  }

  /** Ends its process; the next one has another key. */
  void rekey(Signer next) {
    process().ifPresent(running -> running.die(0));
    signer = next;
  }

  void boot() {
    if (away || process().isPresent()) {
      return;
    }
    simulation.story().tell(name, () -> "starts");
    SimClock clock =
        new SimClock(simulation.world().now(), simulation.world().now() + wallOffset, driftPpm);
    Process started = new Process(this, simulation, clock, simulation.chance(index, starts++));
    process = Optional.of(started);
    started.start();
  }

  /** Its process has ended. */
  void died() {
    diedAt = simulation.world().now();
  }

  void crash(Crash fault) {
    process().ifPresent(running -> running.die(fault.afterEffects()));
    if (fault.disk() != Crash.Disk.KEPT) {
      disk.clear();
    }
  }

  /** Ends a process that was to die in a step which did not come, and starts a new one. */
  void restart() {
    process().ifPresent(running -> running.die(0));
    boot();
  }

  void setClock(ClockSkew fault) {
    wallOffset += Micros.of(fault.offset());
    driftPpm = fault.driftPpm();
  }

  void jump(ClockSkew fault) {
    wallOffset += Micros.of(fault.jump());
  }

  void pause(long until) {
    simulation.story().tell(name, () -> "stands still");
    pausedAt = paused() ? pausedAt : simulation.world().now();
    pausedUntil = Math.max(pausedUntil, until);
    simulation
        .world()
        .at(
            pausedUntil,
            () -> {
              if (!paused()) {
                simulation.story().tell(name, () -> "goes on");
                process().ifPresent(Process::resume);
              }
            });
  }

  /** When it goes on, or went on last. */
  long pausedUntil() {
    return pausedUntil;
  }

  boolean paused() {
    return simulation.world().now() < pausedUntil;
  }

  /** Work that was finished under a grant, when the disk still has it. */
  Optional<String> finishedWork(FencingToken token) {
    return Optional.ofNullable(disk.get(token.grant()));
  }

  void finished(FencingToken token, String head) {
    disk.put(token.grant(), head);
  }
}
