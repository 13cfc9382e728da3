package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimProtocol;
import java.time.Instant;
import java.util.Optional;

/** M25: closes no pull request. */
final class Untidy extends Meddler {
  Untidy(ClaimContext context, ClaimProtocol sound) {
    super(context, sound);
  }

  @Override
  Optional<ClaimEffect> done(ClaimEffect effect, Instant now) {
    return effect instanceof ClaimEffect.ClosePullRequest ? Optional.empty() : Optional.of(effect);
  }
}
