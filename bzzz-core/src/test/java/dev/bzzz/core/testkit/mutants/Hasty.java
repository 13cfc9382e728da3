package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import java.util.function.Function;

/** M12, M13: does not read how a request ended whose answer got lost. */
final class Hasty extends Meddler {
  private final Function<CasRequest, CasResult> guess;

  private Hasty(ClaimContext context, ClaimProtocol sound, Function<CasRequest, CasResult> guess) {
    super(context, sound);
    this.guess = guess;
  }

  /** Thinks that no answer is a no. */
  static Hasty lost(ClaimContext context, ClaimProtocol sound) {
    return new Hasty(context, sound, request -> new CasResult.Lost(request.expected()));
  }

  /** Thinks that no answer is a yes. */
  static Hasty won(ClaimContext context, ClaimProtocol sound) {
    return new Hasty(context, sound, Meddler::won);
  }

  @Override
  ClaimInput heard(ClaimInput input) {
    return input instanceof ClaimInput.CasAnswered answer
            && answer.result() instanceof CasResult.Unknown
        ? asked(answer)
            .filter(request -> !request.repairs())
            .<ClaimInput>map(
                request -> new ClaimInput.CasAnswered(answer.call(), guess.apply(request)))
            .orElse(input)
        : input;
  }
}
