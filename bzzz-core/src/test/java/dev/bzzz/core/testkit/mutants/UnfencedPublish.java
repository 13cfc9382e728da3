package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.sim.HostLink;
import java.util.function.Consumer;

/** M3: publishes record and branch together, though the claim may be another agent's by now. */
final class UnfencedPublish extends BrokenLedger {
  @Override
  public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
    if (publishes(request)) {
      push(request, together(forced(request), request), true, link, answer);
    } else {
      super.cas(request, link, answer);
    }
  }
}
