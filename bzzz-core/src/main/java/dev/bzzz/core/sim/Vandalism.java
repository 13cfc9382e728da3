package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Work;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What people with write permission do to claim refs by hand. */
final class Vandalism {
  /** After so long somebody deletes by hand what no agent can mend. */
  private static final Duration CLEANING = Duration.ofSeconds(20);

  private final Simulation simulation;
  private final SimRandom chance;

  Vandalism(Simulation simulation, SimRandom chance) {
    this.simulation = simulation;
    this.chance = chance;
  }

  void strike(Fault.Vandal vandal) {
    SimHost host = simulation.host();
    TaskId task = host.tasks().get(vandal.task() - 1);
    Register register = host.register(task);
    Register.Entry now = register.current();
    simulation.check().caller(new Caller("vandal", Optional.empty(), null));
    if (vandal.kind() == Fault.Vandal.Kind.TRANSPLANT) {
      transplant(register);
      return;
    }
    if (now == null) {
      return; // nothing to destroy yet
    }
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

  private void transplant(Register register) {
    SimHost host = simulation.host();
    List<SignedRecord> donors =
        host.tasks().stream().flatMap(task -> host.register(task).first().stream()).toList();
    if (donors.isEmpty() || register.moves() > 0) {
      return; // what was there once, agents know
    }
    SignedRecord donor = donors.get((int) chance.between(0, donors.size() - 1L));
    host.force(register.task(), register.child(moved(donor, register.task())));
    simulation.world().after(Micros.of(CLEANING), () -> clean(register));
  }

  private void clean(Register register) {
    SimHost host = simulation.host();
    if (host.tip(register.task()).damage().isPresent()
        && host.tip(register.task()).record().isEmpty()) {
      simulation.check().caller(new Caller("human", Optional.empty(), null));
      host.force(register.task(), null);
    }
  }

  /** The record as if it had been written for another task, with its old signature. */
  private static SignedRecord moved(SignedRecord donor, TaskId task) {
    ClaimRecord old = donor.record();
    Work work =
        new Work(Work.branchOf(task.number(), old.term()), old.work().base(), old.work().head());
    ClaimRecord changed =
        new ClaimRecord(
            task,
            old.term(),
            old.seq(),
            old.attempt(),
            old.answers(),
            old.state(),
            old.actor(),
            old.holder(),
            old.challenger(),
            old.prev(),
            old.grant(),
            old.nonce(),
            old.policy(),
            old.cause(),
            old.reason(),
            old.protocol(),
            old.evidence(),
            work,
            old.pr(),
            old.hlc());
    return RecordCodec.sign(changed, copying(old.actor(), donor.signature()));
  }

  private static Signer copying(AgentId id, byte[] signature) {
    return new Signer() {
      @Override
      public AgentId id() {
        return id;
      }

      @Override
      public byte[] sign(byte[] message) {
        return signature;
      }
    };
  }
}
