package dev.bzzz.core.sim;

import java.util.List;
import java.util.Optional;

/** Which of a scenario's lasting faults are on at the moment. */
final class Weather {
  private final World world;
  private final SimRandom chance;
  private final List<Spell<Fault.Host>> host;
  private final List<Spell<Fault.Mesh>> mesh;
  private final List<Spell<Fault.Partition>> partitions;

  /** A fault and its time in microseconds: each message and call asks for it. */
  private record Spell<F extends Fault>(F fault, long from, long until) {
    Spell(F fault) {
      this(fault, Micros.of(fault.at()), Micros.of(fault.end()));
    }
  }

  Weather(Scenario scenario, World world, SimRandom chance) {
    this.world = world;
    this.chance = chance;
    this.host = only(scenario, Fault.Host.class);
    this.mesh = only(scenario, Fault.Mesh.class);
    this.partitions = only(scenario, Fault.Partition.class);
  }

  private static <F extends Fault> List<Spell<F>> only(Scenario scenario, Class<F> kind) {
    return scenario.faults().stream()
        .filter(kind::isInstance)
        .map(fault -> new Spell<>(kind.cast(fault)))
        .toList();
  }

  /** What befalls the next call to the host. */
  Optional<Fault.Host> strikesCall() {
    for (Spell<Fault.Host> spell : host) {
      Fault.Host fault = spell.fault;
      if (fault.kind() != Fault.Host.Kind.PULLS_REFUSED
          && on(spell)
          && chance.percent(fault.percent())) {
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  /** Whether the host refuses the next pull request for good. */
  boolean refusesPulls() {
    for (Spell<Fault.Host> spell : host) {
      Fault.Host fault = spell.fault;
      if (fault.kind() == Fault.Host.Kind.PULLS_REFUSED
          && on(spell)
          && chance.percent(fault.percent())) {
        return true;
      }
    }
    return false;
  }

  /** Whether an agent does not reach the host. */
  boolean cutOff(int agent) {
    for (Spell<Fault.Partition> spell : partitions) {
      Fault.Partition fault = spell.fault;
      if (fault.withoutHost() && on(spell) && fault.island().contains(agent)) {
        return true;
      }
    }
    return false;
  }

  /** Whether two agents do not reach each other. */
  boolean parted(int one, int other) {
    for (Spell<Fault.Partition> spell : partitions) {
      List<Integer> island = spell.fault.island();
      if (on(spell) && island.contains(one) != island.contains(other)) {
        return true;
      }
    }
    return false;
  }

  /** What befalls the delivery of a message. */
  Optional<Fault.Mesh> strikesMessage() {
    for (Spell<Fault.Mesh> spell : mesh) {
      if (on(spell) && chance.percent(spell.fault.percent())) {
        return Optional.of(spell.fault);
      }
    }
    return Optional.empty();
  }

  private boolean on(Spell<?> spell) {
    long now = world.now();
    return now >= spell.from && now < spell.until;
  }
}
