package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.sim.HostLink;
import dev.bzzz.core.sim.SimHost;
import java.util.List;
import java.util.function.Consumer;

/** M7: of two grants of one term the one with the earlier stamp counts. */
final class TieByWallClock extends BrokenLedger {
  @Override
  public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
    link.call(
        host -> grants(request) && earlier(request.next().record(), host),
        first -> {
          if (first.value().orElse(false)) {
            push(request, List.of(forced(request)), true, link, answer);
          } else {
            super.cas(request, link, answer);
          }
        });
  }

  private static boolean earlier(ClaimRecord next, SimHost host) {
    return host.tip(next.task())
        .record()
        .map(SignedRecord::record)
        .filter(now -> now.term() == next.term() && now.hlc() > next.hlc())
        .isPresent();
  }
}
