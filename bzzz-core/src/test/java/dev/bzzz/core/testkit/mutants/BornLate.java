package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** M17: what it sees first, it believes to have watched for a day. */
final class BornLate extends Meddler {
  private boolean born;

  BornLate(ClaimContext context, ClaimProtocol sound) {
    super(context, sound);
  }

  @Override
  public List<ClaimEffect> on(ClaimInput input, Instant now) {
    if (born) {
      return super.on(input, now);
    }
    born = true;
    return super.on(input, now.minus(Duration.ofDays(1)));
  }
}
