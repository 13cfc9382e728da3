package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Work;
import java.time.Instant;
import java.util.Optional;

/** M10: takes a task over in the term of the holder that fell silent. */
final class SameTerm extends Meddler {
  SameTerm(ClaimContext context, ClaimProtocol sound) {
    super(context, sound);
  }

  @Override
  Optional<ClaimEffect> done(ClaimEffect effect, Instant now) {
    if (effect instanceof ClaimEffect.Cas cas && takesOver(cas.request())) {
      CasRequest request = cas.request();
      ClaimRecord before = request.expected().record().orElseThrow().record();
      ClaimRecord next = within(before, request.next().record());
      return Optional.of(
          new ClaimEffect.Cas(
              cas.call(),
              new CasRequest(request.expected(), RecordCodec.sign(next, context().signer()))));
    }
    return Optional.of(effect);
  }

  private static boolean takesOver(CasRequest request) {
    return BrokenLedger.grants(request)
        && request.expected().state().filter(ClaimState.CHALLENGED::equals).isPresent();
  }

  private static ClaimRecord within(ClaimRecord before, ClaimRecord next) {
    return new ClaimRecord(
        next.task(),
        before.term(),
        next.seq(),
        before.attempt(),
        next.answers(),
        next.state(),
        next.actor(),
        next.holder(),
        next.challenger(),
        next.prev(),
        next.grant(),
        next.nonce(),
        next.policy(),
        next.cause(),
        next.reason(),
        next.protocol(),
        next.evidence(),
        new Work(before.work().branch(), next.work().base(), Optional.empty()),
        next.pr(),
        next.hlc());
  }
}
