package dev.bzzz.core.sim;

import dev.bzzz.core.LocalValues;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimInput;
import java.nio.charset.StandardCharsets;

/**
 * Inputs without local paths and secrets in the texts of failures. The machine is told these, too,
 * since what it says of them must be what it says when it is replayed.
 */
final class Scrubbed {
  private Scrubbed() {}

  static ClaimInput of(ClaimInput input, LocalValues local) {
    if (input instanceof ClaimInput.ReadFailed failed) {
      return new ClaimInput.ReadFailed(failed.call(), text(local, failed.why()));
    } else if (input instanceof ClaimInput.CasAnswered answer) {
      return new ClaimInput.CasAnswered(answer.call(), of(answer.result(), local));
    } else if (input instanceof ClaimInput.WorkFailed failed) {
      return new ClaimInput.WorkFailed(failed.task(), failed.token(), text(local, failed.reason()));
    } else if (input instanceof ClaimInput.PullRequestFailed failed) {
      return new ClaimInput.PullRequestFailed(
          failed.call(), text(local, failed.why()), failed.permanent());
    } else if (input instanceof ClaimInput.BranchMissing missing) {
      return new ClaimInput.BranchMissing(missing.call(), text(local, missing.why()));
    }
    return input;
  }

  private static CasResult of(CasResult result, LocalValues local) {
    if (result instanceof CasResult.Unknown unknown) {
      return new CasResult.Unknown(text(local, unknown.why()));
    } else if (result instanceof CasResult.Refused refused) {
      return new CasResult.Refused(text(local, refused.why()), refused.retryAfter());
    }
    return result;
  }

  /** Also without halves of characters, which no file can hold. */
  private static String text(LocalValues local, String failure) {
    byte[] utf8 = local.ofFailure(failure).getBytes(StandardCharsets.UTF_8);
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
