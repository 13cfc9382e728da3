package dev.bzzz.core.sim;

import java.util.List;
import java.util.Optional;

/** Which of a scenario's lasting faults are on at the moment. */
final class Weather {
  private final World world;
  private final SimRandom chance;
  private final List<Fault.Host> host;
  private final List<Fault.Mesh> mesh;
  private final List<Fault.Partition> partitions;

  Weather(Scenario scenario, World world, SimRandom chance) {
    this.world = world;
    this.chance = chance;
    this.host = only(scenario, Fault.Host.class);
    this.mesh = only(scenario, Fault.Mesh.class);
    this.partitions = only(scenario, Fault.Partition.class);
  }

  private static <F extends Fault> List<F> only(Scenario scenario, Class<F> kind) {
    return scenario.faults().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** What befalls the next call to the host. */
  Optional<Fault.Host> strikesCall() {
    for (Fault.Host fault : host) {
      if (fault.kind() != Fault.Host.Kind.PULLS_REFUSED
          && on(fault)
          && chance.percent(fault.percent())) {
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  /** Whether the host refuses the next pull request for good. */
  boolean refusesPulls() {
    for (Fault.Host fault : host) {
      if (fault.kind() == Fault.Host.Kind.PULLS_REFUSED
          && on(fault)
          && chance.percent(fault.percent())) {
        return true;
      }
    }
    return false;
  }

  /** Whether an agent does not reach the host. */
  boolean cutOff(int agent) {
    for (Fault.Partition fault : partitions) {
      if (fault.withoutHost() && on(fault) && fault.island().contains(agent)) {
        return true;
      }
    }
    return false;
  }

  /** Whether two agents do not reach each other. */
  boolean parted(int one, int other) {
    for (Fault.Partition fault : partitions) {
      if (on(fault) && fault.island().contains(one) != fault.island().contains(other)) {
        return true;
      }
    }
    return false;
  }

  /** What befalls the delivery of a message. */
  Optional<Fault.Mesh> strikesMessage() {
    for (Fault.Mesh fault : mesh) {
      if (on(fault) && chance.percent(fault.percent())) {
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  private boolean on(Fault fault) {
    long now = world.now();
    return now >= Micros.of(fault.at()) && now < Micros.of(fault.end());
  }
}
