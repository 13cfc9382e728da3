package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.sim.HostLink;
import dev.bzzz.core.sim.SimHost;
import java.util.List;
import java.util.function.Consumer;

/** M4: the push of the branch names the claim ref without moving it, so that nobody checks it. */
final class BranchFirst extends BrokenLedger {
  @Override
  public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
    if (publishes(request)) {
      link.call(
          host -> host.push(branches(request), true), pushed -> super.cas(request, link, answer));
    } else {
      super.cas(request, link, answer);
    }
  }

  @Override
  protected boolean push(CasRequest request, SimHost host, Tip now) {
    return host.push(List.of(leased(request)), true);
  }
}
