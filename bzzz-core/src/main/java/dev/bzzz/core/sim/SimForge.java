package dev.bzzz.core.sim;

import dev.bzzz.core.claim.Claim;
import java.util.List;
import java.util.function.Consumer;

/**
 * Pull requests as the providers of hosted forges open them: look the head branch up in every
 * state, then create; when somebody else was faster, look again.
 */
public final class SimForge implements PullRequests {
  @Override
  public void open(Claim published, HostLink link, Consumer<HostReply<Long>> answer) {
    String branch = published.work().branch();
    link.call(
        host -> host.pulls(branch),
        found ->
            found
                .value()
                .ifPresentOrElse(
                    pulls -> found(published, pulls, link, answer),
                    () -> answer.accept(HostReply.unknown(found.why()))));
  }

  private static void found(
      Claim published, List<SimPull> pulls, HostLink link, Consumer<HostReply<Long>> answer) {
    if (pulls.isEmpty()) {
      link.call(
          host -> host.openPull(published.task(), published.work().branch()),
          created ->
              answer.accept(
                  created.value().filter(number -> number == CONFLICT).isPresent()
                      ? HostReply.unknown("somebody else opens it")
                      : created));
    } else {
      answer.accept(HostReply.of(pulls.get(0).number()));
    }
  }
}
