package dev.bzzz.core.sim;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.RefUpdate;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.Transitions;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of a simulated agent: what {@code GitRefLedger} does in production, as calls to a
 * simulated host. Records are checked by the production {@link Transitions}; a publication moves
 * claim and branch in one atomic push; a ref that was moved back or deleted is noticed by what this
 * process read before.
 */
public class SimLedger implements LedgerClient {
  /*
   * Not final: a ledger that is broken in one place overrides push().
   */
  private final Map<TaskId, Tip> known = new TreeMap<>();
  private @Nullable SimHost asked;
  private @Nullable LedgerView lastRaw;
  private @Nullable LedgerView lastJudged;

  /** The ledger of one start of an agent. */
  public SimLedger() {}

  @Override
  public void scan(HostLink link, Consumer<HostReply<LedgerView>> answer) {
    link.call(
        this::judgedView,
        reply -> {
          reply.value().ifPresent(view -> view.tips().forEach(this::remember));
          answer.accept(reply);
        });
  }

  @Override
  public void read(TaskId task, HostLink link, Consumer<HostReply<Tip>> answer) {
    link.call(
        host -> judged(host, host.tip(task)),
        reply -> {
          reply.value().ifPresent(this::remember);
          answer.accept(reply);
        });
  }

  @Override
  public void cas(CasRequest request, HostLink link, Consumer<CasResult> answer) {
    link.call(
        host -> cas(request, host, judged(host, host.tip(request.task()))),
        reply -> {
          CasResult result = result(reply);
          if (result instanceof CasResult.Won won) {
            remember(won.tip());
          } else if (result instanceof CasResult.Lost lost) {
            remember(lost.now());
          }
          answer.accept(result);
        });
  }

  /**
   * The push of a request that nothing speaks against.
   *
   * @param now the claim as it is
   * @return whether the refs were moved
   */
  protected boolean push(CasRequest request, SimHost host, Tip now) {
    List<RefChange> changes = new ArrayList<>();
    changes.add(new RefChange.Claim(request.task(), Optional.of(now.position()), request.next()));
    for (RefUpdate update : request.updates()) {
      changes.add(
          new RefChange.Branch(
              request.task(),
              update.branch(),
              Optional.of(update.expected().orElse("")),
              update.head()));
    }
    return host.push(changes, true);
  }

  /** What a call that was or was not answered says about the compare-and-swap. */
  protected static CasResult result(HostReply<CasResult> reply) {
    return reply
        .value()
        .orElseGet(
            () ->
                reply.refused()
                    ? new CasResult.Refused(reply.why(), reply.retryAfter())
                    : new CasResult.Unknown(reply.why()));
  }

  private CasResult cas(CasRequest request, SimHost host, Tip now) {
    TaskId task = request.task();
    String expected = request.expected().position();
    if (now.damage().isEmpty() && host.isPast(task, now.position(), request.next().id())) {
      return new CasResult.Won(now);
    }
    if (!now.position().equals(expected)) {
      boolean movedOn =
          now.damage().isEmpty()
              && (expected.isEmpty() || host.isPast(task, now.position(), expected));
      return movedOn
          ? new CasResult.Lost(now)
          : new CasResult.Unknown("the claim does not follow the expected one");
    }
    Optional<String> refusal = refusal(request, host, now);
    if (refusal.isPresent()) {
      return new CasResult.Refused(refusal.get(), Duration.ZERO);
    }
    return push(request, host, now)
        ? new CasResult.Won(host.tip(task))
        : new CasResult.Refused("cannot move " + request.updates(), Duration.ZERO);
  }

  private static Optional<String> refusal(CasRequest request, SimHost host, Tip now) {
    if (now.damage().isPresent()) {
      boolean repairs =
          request.repairs() && now.record().filter(request.next()::equals).isPresent();
      return repairs ? Optional.empty() : Optional.of("the claim is damaged");
    }
    if (!request.next().signedBy(host.verifier())) {
      return Optional.of(request.next() + " is not signed by its actor");
    }
    return Transitions.violation(now.record(), request.next(), host)
        .or(() -> Transitions.outdated(request.next(), host.policy(), host));
  }

  /** What the host has, in the light of what this process read before. */
  private Tip judged(SimHost host, Tip now) {
    asked = host; // the histories it has shown are this process's own copies, too
    Tip last = known.get(now.task());
    if (last == null || last.position().equals(now.position())) {
      return now;
    }
    String valid = now.record().map(SignedRecord::id).orElse("");
    boolean movedBack =
        valid.isEmpty()
            || (!valid.equals(last.position()) && host.isPast(now.task(), last.position(), valid));
    if (!movedBack) {
      return now;
    }
    return new Tip(
        now.task(),
        now.position(),
        last.chain(),
        now.damage().or(() -> Optional.of("its ref was moved back from " + last.position())));
  }

  private LedgerView judgedView(SimHost host) {
    asked = host;
    LedgerView raw = host.view();
    LedgerView last = lastJudged;
    if (raw == lastRaw && last != null) {
      return last;
    }
    Map<TaskId, Tip> tips = new TreeMap<>();
    boolean same = true;
    for (Tip tip : raw.tips()) {
      Tip judged = judged(host, tip);
      same &= judged == tip;
      tips.put(tip.task(), judged);
    }
    for (TaskId task : known.keySet()) {
      if (!tips.containsKey(task)) {
        same = false;
        tips.put(task, judged(host, Tip.none(task)));
      }
    }
    LedgerView view =
        same
            ? raw
            : new LedgerView(
                raw.repository(),
                raw.head(),
                raw.policy(),
                List.copyOf(tips.values()),
                raw.gathers());
    lastRaw = raw;
    lastJudged = view;
    return view;
  }

  /** Unless something newer was answered since this was read: answers overtake each other. */
  private void remember(Tip tip) {
    SimHost host = asked;
    Tip last = known.get(tip.task());
    if (last == tip) {
      return;
    }
    boolean overtaken =
        host != null && last != null && host.isPast(tip.task(), last.position(), tip.position());
    if (tip.damage().isEmpty() && tip.record().isPresent() && !overtaken) {
      known.put(tip.task(), tip);
    }
  }
}
