package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.sim.HostLink;
import dev.bzzz.core.sim.HostReply;
import dev.bzzz.core.sim.PullRequests;
import java.util.function.Consumer;

/** M24: opens a pull request without looking whether the branch has one. */
final class NoLookup implements PullRequests {
  @Override
  public void open(Claim published, HostLink link, Consumer<HostReply<Long>> answer) {
    link.call(
        host -> host.openPull(published.task(), published.work().branch()),
        created ->
            answer.accept(
                created.value().filter(number -> number == CONFLICT).isPresent()
                    ? HostReply.unknown("the host refuses it for now")
                    : created));
  }
}
