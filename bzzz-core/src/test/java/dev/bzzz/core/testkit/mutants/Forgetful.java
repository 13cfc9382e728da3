package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.sim.HostLink;
import dev.bzzz.core.sim.HostReply;
import dev.bzzz.core.sim.LedgerClient;
import dev.bzzz.core.sim.SimLedger;
import dev.bzzz.core.task.TaskId;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** M11, M27: forgets what it has read as soon as that contradicts what the host shows. */
final class Forgetful implements LedgerClient {
  private final Predicate<Tip> forgetting;
  private SimLedger memory = new SimLedger();

  private Forgetful(Predicate<Tip> forgetting) {
    this.forgetting = forgetting;
  }

  /** Believes that a ref which is gone never was. */
  static LedgerClient ofVanished() {
    return new Forgetful(tip -> tip.position().isEmpty());
  }

  /** Believes that a ref which was moved back never was elsewhere. */
  static LedgerClient ofMovedBack() {
    return new Forgetful(tip -> !tip.position().isEmpty());
  }

  @Override
  public void scan(HostLink link, Consumer<HostReply<LedgerView>> answer) {
    memory.scan(
        link,
        reply -> {
          reply.value().ifPresent(view -> view.tips().forEach(this::forget));
          answer.accept(reply);
        });
  }

  @Override
  public void read(TaskId task, HostLink link, Consumer<HostReply<Tip>> answer) {
    memory.read(
        task,
        link,
        reply -> {
          reply.value().ifPresent(this::forget);
          answer.accept(reply);
        });
  }

  @Override
  public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
    memory.cas(request, link, answer);
  }

  private void forget(Tip tip) {
    if (tip.damage().isPresent() && forgetting.test(tip)) {
      memory = new SimLedger();
    }
  }
}
