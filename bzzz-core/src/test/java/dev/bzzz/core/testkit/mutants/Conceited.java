package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;

/** M8: when two ask at the same time, each goes by what it saw first, which is its own asking. */
final class Conceited extends Meddler {
  Conceited(ClaimContext context, ClaimProtocol sound) {
    super(context, sound);
  }

  @Override
  ClaimInput heard(ClaimInput input) {
    return input instanceof ClaimInput.CasAnswered answer
            && answer.result() instanceof CasResult.Lost
        ? asked(answer)
            .filter(BrokenLedger::grants)
            .<ClaimInput>map(request -> new ClaimInput.CasAnswered(answer.call(), won(request)))
            .orElse(input)
        : input;
  }
}
