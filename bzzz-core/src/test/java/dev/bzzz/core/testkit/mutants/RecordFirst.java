package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.sim.HostLink;
import dev.bzzz.core.sim.SimHost;
import java.util.List;
import java.util.function.Consumer;

/** M5: the record is published, and the branch follows in a push of its own. */
final class RecordFirst extends BrokenLedger {
  @Override
  public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
    super.cas(
        request,
        link,
        result -> {
          if (publishes(request) && result instanceof CasResult.Won) {
            link.call(host -> host.push(branches(request), true), pushed -> answer.accept(result));
          } else {
            answer.accept(result);
          }
        });
  }

  @Override
  protected boolean push(CasRequest request, SimHost host, Tip now) {
    return host.push(List.of(leased(request)), true);
  }
}
