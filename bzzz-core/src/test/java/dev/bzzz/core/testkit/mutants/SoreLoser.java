package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.sim.HostLink;
import java.util.function.Consumer;

/** M16: learns that its claim is lost, and pushes its branch all the same. */
final class SoreLoser extends BrokenLedger {
  @Override
  public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
    super.cas(
        request,
        link,
        result -> {
          if (publishes(request) && result instanceof CasResult.Lost) {
            link.call(host -> host.push(branches(request), true), pushed -> answer.accept(result));
          } else {
            answer.accept(result);
          }
        });
  }
}
