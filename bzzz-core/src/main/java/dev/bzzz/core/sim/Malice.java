package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.task.TaskId;
import java.util.List;
import java.util.Optional;

/** Those who mean ill: liars on the mesh, a liar with a key, people who push by hand. */
final class Malice {
  private final Simulation simulation;
  private final Signer writer;
  private final SimRandom chance;
  private final LyingWriter lies;

  Malice(Simulation simulation, SimKeys keys, int index, SimRandom chance) {
    this.simulation = simulation;
    this.writer = keys.signer(index);
    this.chance = chance;
    this.lies = new LyingWriter(simulation, writer, chance);
  }

  /** The liar whom the policy names. */
  AgentId writer() {
    return writer.id();
  }

  void plan(Fault fault) {
    if (fault instanceof Fault.MeshLiar liar) {
      repeat(liar.at().toMillis(), liar.every().toMillis(), liar, () -> lie(liar.kind()));
    } else if (fault instanceof Fault.LyingWriter liar) {
      repeat(liar.at().toMillis(), liar.every().toMillis(), liar, lies::write);
    } else if (fault instanceof Fault.Vandal vandal) {
      simulation.world().at(Micros.of(vandal.at()), () -> vandalise(vandal));
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

  private void lie(Fault.MeshLiar.Kind kind) {
    List<byte[]> heard = simulation.mesh().overheard();
    byte[] wire;
    if (kind == Fault.MeshLiar.Kind.GARBAGE || heard.isEmpty()) {
      wire = new byte[(int) chance.between(0, 300)];
      chance.nextBytes(wire);
    } else {
      byte[] one = heard.get((int) chance.between(0, heard.size() - 1L));
      wire = simulation.post().bytes(one).clone();
      if (kind == Fault.MeshLiar.Kind.FORGERY && wire.length > 0) {
        wire[(int) chance.between(0, wire.length - 1L)] = (byte) chance.between('0', 'z');
      }
    }
    simulation.story().tell("fault", () -> "a liar sends " + wire.length + " bytes");
    simulation.mesh().inject(wire);
  }

  private void vandalise(Fault.Vandal vandal) {
    SimHost host = simulation.host();
    TaskId task = host.tasks().get(vandal.task() - 1);
    Register register = host.register(task);
    Register.Entry now = register.current();
    if (now == null) {
      return; // nothing to destroy yet
    }
    simulation.check().caller(new Caller("vandal", Optional.empty(), null));
    switch (vandal.kind()) {
      case DELETION -> host.force(task, null);
      case GARBAGE -> host.force(task, register.garbage(chance.hex(64)));
      case BRANCH_DELETION ->
          now.record.ifPresent(signed -> host.deleteBranch(signed.record().work().branch()));
      case ROLLBACK -> {
        Register.Entry back = now;
        for (long steps = chance.between(1, 3); steps > 0 && back.parent != null; steps--) {
          back = back.parent;
        }
        if (back != now) {
          host.force(task, back);
        }
      }
      default -> throw new AssertionError("unhandled deed: " + vandal);
    }
  }
}
