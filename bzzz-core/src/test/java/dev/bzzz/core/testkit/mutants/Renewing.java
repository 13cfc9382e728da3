package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Stamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** M14: asks for a grant again by a fresh record, not knowing what became of the one before. */
final class Renewing extends Meddler {
  Renewing(ClaimContext context, ClaimProtocol sound) {
    super(context, sound);
  }

  @Override
  public List<ClaimEffect> on(ClaimInput input, Instant now) {
    if (input instanceof ClaimInput.CasAnswered answer
        && answer.result() instanceof CasResult.Unknown) {
      Optional<CasRequest> lost = asked(answer).filter(BrokenLedger::grants);
      if (lost.isPresent()) {
        ClaimEffect again = new ClaimEffect.Cas(answer.call(), renewed(lost.get(), now));
        remember(again);
        return List.of(again);
      }
    }
    return super.on(input, now);
  }

  private CasRequest renewed(CasRequest lost, Instant now) {
    ClaimRecord old = lost.next().record();
    Stamp stamp = Stamp.of(old.actor(), old.policy(), now, context().random());
    ClaimRecord fresh =
        NextRecord.after(lost.expected(), stamp).grant(old.work().base(), old.protocol());
    return new CasRequest(lost.expected(), RecordCodec.sign(fresh, context().signer()));
  }
}
