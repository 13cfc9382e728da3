package dev.bzzz.core.sim;

import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.Transitions;
import dev.bzzz.core.task.TaskId;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * An agent whom the policy names and who lies, within what {@link Transitions} allows: it takes
 * tasks, doubts holders and takes over at once, publishes what it never made, and calls finished
 * what is not.
 */
final class LyingWriter {
  private static final URI OBJECTS = URI.create("sim:lies");
  private static final String PROTOCOL = "lies";

  private final Simulation simulation;
  private final Signer signer;
  private final SimRandom chance;

  LyingWriter(Simulation simulation, Signer signer, SimRandom chance) {
    this.simulation = simulation;
    this.signer = signer;
    this.chance = chance;
  }

  /** Writes one lie about one task. */
  void write() {
    SimHost host = simulation.host();
    TaskId task = host.tasks().get((int) chance.between(0, host.tasks().size() - 1L));
    Tip tip = host.tip(task);
    if (tip.damage().isPresent()) {
      return;
    }
    long now = Micros.instant(simulation.world().now()).toEpochMilli();
    long clock = chance.percent(5) ? ClaimRecord.MAX_NUMBER : now;
    // Once it is expelled, it names the last policy that knew it.
    String policy = host.lastNaming(signer.id()).orElseThrow();
    Stamp stamp = new Stamp(signer.id(), policy, chance.hex(32), clock);
    List<Supplier<ClaimRecord>> lies = lies(tip, NextRecord.after(tip, stamp), policy);
    ClaimRecord lie = lies.get((int) chance.between(0, lies.size() - 1L)).get();
    SignedRecord signed = RecordCodec.sign(lie, signer);
    if (Transitions.violation(tip.record(), signed, host).isEmpty()) {
      push(host, tip, signed);
    }
  }

  private void push(SimHost host, Tip tip, SignedRecord signed) {
    simulation.check().caller(new Caller("liar", Optional.of(signer.id()), null));
    List<RefChange> changes = new ArrayList<>();
    changes.add(new RefChange.Claim(tip.task(), Optional.of(tip.position()), signed));
    if (signed.record().state() == ClaimState.PUBLISHED) {
      CasRequest request =
          new CasRequest(
              tip,
              signed,
              List.of(
                  Claim.heldBy(signer.id(), tip)
                      .orElseThrow()
                      .publish(signed.record().work().head().orElseThrow(), OBJECTS)));
      request
          .updates()
          .forEach(
              update ->
                  changes.add(
                      new RefChange.Branch(
                          tip.task(), update.branch(), Optional.of(""), update.head())));
    }
    host.push(changes, true);
  }

  private List<Supplier<ClaimRecord>> lies(Tip tip, NextRecord next, String head) {
    if (tip.record().isEmpty()) {
      return List.of(() -> next.grant(head, PROTOCOL));
    }
    ClaimRecord now = tip.record().get().record();
    boolean mine = now.holder().equals(signer.id());
    boolean last = now.attempt() == ClaimRecord.MAX_ATTEMPTS;
    return switch (now.state()) {
      case HELD ->
          mine
              ? List.of(
                  next::checkpoint, () -> next.release("tired"), () -> next.publish(chance.hex(40)))
              : List.of(next::challenge);
      case CHALLENGED ->
          mine
              ? List.of(next::answer, () -> next.release("tired"))
              : List.of(
                  next::releaseClosed,
                  last ? () -> next.escalate("a lie") : () -> next.grant(head, PROTOCOL));
      case RELEASED ->
          List.of(last ? () -> next.escalate("a lie") : () -> next.grant(head, PROTOCOL));
      case PUBLISHED ->
          List.of(
              () -> next.done(OptionalLong.of(chance.between(1, 100))),
              () -> next.escalate("a lie"));
      case DONE, ESCALATED ->
          List.of(() -> next.grantAgain(head, PROTOCOL, "human:" + chance.hex(8)));
    };
  }
}
