package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.sim.HostLink;
import java.util.function.Consumer;

/** A true compare-and-swap that does not ask whether the record may follow, as its machine. */
final class Unchecked extends BrokenLedger {
  @Override
  public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
    push(request, together(leased(request), request), true, link, answer);
  }
}
