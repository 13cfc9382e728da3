package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.sim.HostLink;
import java.util.function.Consumer;

/** M6: each ref whose own lease holds is moved, whatever becomes of the others. */
final class Piecemeal extends BrokenLedger {
  @Override
  public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
    push(request, together(leased(request), request), false, link, answer);
  }
}
