package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.sim.HostLink;
import java.util.List;
import java.util.function.Consumer;

/** M1: reads, compares by itself, and writes in a second call. */
final class LookThenAssign extends BrokenLedger {
  @Override
  public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
    if (!grants(request)) {
      super.cas(request, link, answer);
      return;
    }
    String expected = request.expected().position();
    link.call(
        host -> host.tip(request.task()),
        found -> {
          if (found.value().filter(tip -> tip.position().equals(expected)).isPresent()) {
            push(request, List.of(forced(request)), true, link, answer);
          } else {
            super.cas(request, link, answer);
          }
        });
  }
}
