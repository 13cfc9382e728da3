package dev.bzzz.core.sim;

import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Post;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The mesh of a simulation: carries bytes from each agent to all others, with delay, loss,
 * duplicates and partitions. Liars listen and send like everybody.
 */
final class SimMesh {
  /** How many messages liars remember. */
  private static final int MAX_OVERHEARD = 64;

  /**
   * Of more agents each opens its mail so often, and all that has come by then: what one agent
   * remembers is then brought into the processor's cache once for many messages.
   */
  private static final long COLLECTION = 10_000;

  /** So many agents open each message as it comes. */
  private static final int PROMPT_AGENTS = 64;

  private final Simulation simulation;
  private final Weather weather;
  private final SimRandom chance;
  private final List<byte[]> overheard = new ArrayList<>();
  private final Map<Integer, byte[]> presences = new TreeMap<>();
  private final boolean remembersPresences;
  private final long minGossip;
  private final long maxGossip;
  private long sent;

  SimMesh(Simulation simulation, Weather weather, SimRandom chance) {
    this.simulation = simulation;
    this.weather = weather;
    this.chance = chance;
    this.minGossip = Micros.of(simulation.scenario().pace().minGossip());
    this.maxGossip = Micros.of(simulation.scenario().pace().maxGossip());
    this.remembersPresences =
        simulation.scenario().faults().stream()
            .anyMatch(
                fault ->
                    fault instanceof Fault.MeshLiar liar
                        && liar.kind() == Fault.MeshLiar.Kind.LAST_WORDS);
  }

  /** Sends from an agent to all others. */
  void broadcast(int from, byte[] wire) {
    simulation
        .story()
        .tell(
            simulation.agents().get(from).name(),
            () -> "sends " + simulation.post().bytes(wire).length + " bytes");
    if (overheard.size() < MAX_OVERHEARD) {
      overheard.add(wire);
    } else {
      overheard.set((int) (sent % MAX_OVERHEARD), wire);
    }
    sent++;
    if (remembersPresences
        && simulation.post().read(wire) instanceof Post.Read.Signed signed
        && signed.letter().message() instanceof Message.Availability) {
      presences.put(from, wire);
    }
    Flight flight = flight(wire);
    for (SimAgent to : simulation.agents()) {
      if (to.index() != from && !weather.parted(from, to.index())) {
        deliver(to, flight);
      }
    }
    flight.start();
  }

  /** Sends from somebody who is no agent. */
  void inject(byte[] wire) {
    simulation.post().overhear(wire);
    Flight flight = flight(wire);
    simulation.agents().forEach(to -> deliver(to, flight));
    flight.start();
  }

  private Flight flight(byte[] wire) {
    SimPost.Parcel parcel = simulation.post().parcel(wire);
    return new Flight(simulation.world(), parcel, simulation.agents().size());
  }

  /** Messages that were sent lately. */
  List<byte[]> overheard() {
    return overheard;
  }

  /** The last presence that each agent has sent. */
  List<byte[]> presences() {
    return List.copyOf(presences.values());
  }

  /** What was sent last, the newest first. */
  List<byte[]> last() {
    List<byte[]> newest = new ArrayList<>();
    for (int i = 1; i <= overheard.size(); i++) {
      newest.add(overheard.get((int) ((sent - i) % MAX_OVERHEARD)));
    }
    return newest;
  }

  private void deliver(SimAgent to, Flight flight) {
    long delay = chance.between(minGossip, maxGossip);
    Optional<Fault.Mesh> struck = weather.strikesMessage();
    if (struck.isEmpty()) {
      flight.add(to, opened(to, delay));
      return;
    }
    long more = chance.between(0, Micros.of(struck.get().delay()));
    switch (struck.get().kind()) {
      case LOSS -> {}
      case DUPLICATION -> {
        flight.add(to, opened(to, delay));
        flight.add(to, opened(to, delay + more));
      }
      case REORDER -> flight.add(to, opened(to, delay + more));
      default -> throw new AssertionError("unhandled fault: " + struck.get());
    }
  }

  /** After so long an agent opens what reaches it after so long. */
  private long opened(SimAgent to, long delay) {
    int agents = simulation.agents().size();
    if (agents <= PROMPT_AGENTS) {
      return delay;
    }
    // Each in its turn, since what happens at one moment happens in the order in which it was sent.
    long turn = COLLECTION * to.index() / agents;
    return delay + Math.floorMod(turn - simulation.world().now() - delay, COLLECTION);
  }
}
