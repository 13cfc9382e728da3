package dev.bzzz.core.sim;

import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import java.util.Optional;

/** Moves that one peer may make, chosen by chance. */
final class QuorumMoves {
  private static final int PERCENT_CHECKPOINTS = 80;

  private final Signer signer;
  private final World world;
  private final SimRandom chance;

  QuorumMoves(Signer signer, World world, SimRandom chance) {
    this.signer = signer;
    this.world = world;
    this.chance = chance;
  }

  /** A move that may follow a tip; empty when there is none. */
  Optional<CasRequest> next(Tip tip, String head) {
    long now = Micros.instant(world.now()).toEpochMilli();
    NextRecord next = NextRecord.after(tip, new Stamp(signer.id(), head, chance.hex(32), now));
    return tip.record()
        .map(SignedRecord::record)
        .map(record -> after(record, next, head))
        .orElseGet(() -> Optional.of(next.grant(head, Simulator.QUORUM_LEDGER)))
        .map(record -> new CasRequest(tip, RecordCodec.sign(record, signer)));
  }

  private Optional<ClaimRecord> after(ClaimRecord now, NextRecord next, String head) {
    String protocol = Simulator.QUORUM_LEDGER;
    boolean mine = now.holder().equals(signer.id());
    boolean last = now.attempt() == ClaimRecord.MAX_ATTEMPTS;
    return switch (now.state()) {
      case HELD -> Optional.of(mine ? held(next) : next.challenge());
      case CHALLENGED ->
          Optional.of(
              mine
                  ? next.release("doubted")
                  : last ? next.escalate("often doubted") : next.grant(head, protocol));
      case RELEASED ->
          Optional.of(last ? next.escalate("often given up") : next.grant(head, protocol));
      case DONE, ESCALATED ->
          Optional.of(next.grantAgain(head, protocol, "human:" + chance.hex(8)));
      case PUBLISHED -> Optional.empty(); // a quorum moves no branches
    };
  }

  private ClaimRecord held(NextRecord next) {
    return chance.percent(PERCENT_CHECKPOINTS) ? next.checkpoint() : next.release("tired");
  }
}
