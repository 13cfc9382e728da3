package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import java.time.Instant;
import java.util.Random;
import java.util.function.Function;

/** Records that follow tips. */
final class Steps {
  private Steps() {}

  static SignedRecord record(
      Tip tip, Identity actor, String policy, Function<NextRecord, ClaimRecord> step) {
    Stamp stamp =
        Stamp.of(actor.id(), policy, Instant.ofEpochSecond(1), new Random(tip.hashCode()));
    return RecordCodec.sign(step.apply(NextRecord.after(tip, stamp)), actor);
  }

  static CasRequest grant(Tip tip, Identity actor, String policy) {
    return new CasRequest(tip, record(tip, actor, policy, next -> next.grant(policy, "test")));
  }
}
