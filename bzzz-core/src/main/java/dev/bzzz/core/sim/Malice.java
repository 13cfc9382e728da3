package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;

/** Those who mean ill: liars on the mesh, a liar with a key, people who push by hand. */
final class Malice {
  private final Simulation simulation;
  private final Signer writer;
  private final LyingWriter lies;
  private final MeshLies meshLies;
  private final Vandalism vandalism;

  Malice(Simulation simulation, SimKeys keys, int index, SimRandom chance) {
    this.simulation = simulation;
    this.writer = keys.signer(index);
    this.lies = new LyingWriter(simulation, writer, chance);
    this.meshLies = new MeshLies(simulation, writer, chance);
    this.vandalism = new Vandalism(simulation, chance);
  }

  /** The liar whom the policy names. */
  AgentId writer() {
    return writer.id();
  }

  void plan(Fault fault) {
    if (fault instanceof Fault.MeshLiar liar) {
      repeat(liar.at().toMillis(), liar.every().toMillis(), liar, () -> meshLies.tell(liar.kind()));
    } else if (fault instanceof Fault.LyingWriter liar) {
      repeat(liar.at().toMillis(), liar.every().toMillis(), liar, lies::write);
    } else if (fault instanceof Fault.Vandal vandal) {
      simulation.world().at(Micros.of(vandal.at()), () -> vandalism.strike(vandal));
    }
  }

  private void repeat(long millis, long everyMillis, Fault fault, Runnable deed) {
    long at = millis * 1000;
    if (at < Micros.of(fault.end())) {
      simulation
          .world()
          .at(
              at,
              () -> {
                deed.run();
                repeat(millis + everyMillis, everyMillis, fault, deed);
              });
    }
  }
}
