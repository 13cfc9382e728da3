package dev.bzzz.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mesh of a simulation: carries bytes from each agent to all others, with delay, loss,
 * duplicates and partitions. Liars listen and send like everybody.
 */
final class SimMesh {
  /** How many messages liars remember. */
  private static final int MAX_OVERHEARD = 64;

  private final Simulation simulation;
  private final Weather weather;
  private final SimRandom chance;
  private final List<byte[]> overheard = new ArrayList<>();
  private long sent;

  SimMesh(Simulation simulation, Weather weather, SimRandom chance) {
    this.simulation = simulation;
    this.weather = weather;
    this.chance = chance;
  }

  /** Sends from an agent to all others. */
  void broadcast(int from, byte[] wire) {
    simulation
        .story()
        .tell("agent-" + from, () -> "sends " + simulation.post().bytes(wire).length + " bytes");
    if (overheard.size() < MAX_OVERHEARD) {
      overheard.add(wire);
    } else {
      overheard.set((int) (sent % MAX_OVERHEARD), wire);
    }
    sent++;
    for (SimAgent to : simulation.agents()) {
      if (to.index() != from && !weather.parted(from, to.index())) {
        deliver(to, wire);
      }
    }
  }

  /** Sends from somebody who is no agent. */
  void inject(byte[] wire) {
    simulation.agents().forEach(to -> deliver(to, wire));
  }

  /** Messages that were sent lately. */
  List<byte[]> overheard() {
    return overheard;
  }

  private void deliver(SimAgent to, byte[] wire) {
    Pace pace = simulation.scenario().pace();
    long delay = chance.between(pace.minGossip(), pace.maxGossip());
    Optional<Fault.Mesh> struck = weather.strikesMessage();
    if (struck.isEmpty()) {
      arrive(to, wire, delay);
      return;
    }
    long more = chance.between(0, Micros.of(struck.get().delay()));
    switch (struck.get().kind()) {
      case LOSS -> {}
      case DUPLICATION -> {
        arrive(to, wire, delay);
        arrive(to, wire, delay + more);
      }
      case REORDER -> arrive(to, wire, delay + more);
      default -> throw new AssertionError("unhandled fault: " + struck.get());
    }
  }

  private void arrive(SimAgent to, byte[] wire, long delay) {
    simulation.world().after(delay, () -> to.process().ifPresent(process -> process.hear(wire)));
  }
}
