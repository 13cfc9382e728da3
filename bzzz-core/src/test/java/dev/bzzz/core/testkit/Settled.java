package dev.bzzz.core.testkit;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimLedger;
import java.time.Duration;

/** A compare-and-swap that is repeated, with the same record, until its outcome is known. */
final class Settled {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_TRIES = 20;

  private Settled() {}

  static CasResult cas(ClaimLedger ledger, CasRequest request) {
    CasResult result = new CasResult.Unknown("not tried");
    for (int i = 0; i < MAX_TRIES && result instanceof CasResult.Unknown; i++) {
      result = ledger.cas(request, TIMEOUT);
    }
    return result;
  }
}
