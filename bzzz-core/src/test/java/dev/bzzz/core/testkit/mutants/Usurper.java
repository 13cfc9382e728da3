package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** M9, M15: takes challenged tasks over by a rule of its own, besides what the machine does. */
final class Usurper extends Meddler {
  /** The first number of calls that the machine does not know of. */
  private static final long FIRST_CALL = 1L << 40;

  private final Rule rule;
  private final String protocol;
  private final Map<TaskId, Plan> plans = new TreeMap<>();
  private long calls = FIRST_CALL;

  /** When a challenged record may be replaced. */
  private interface Rule {
    Instant due(ClaimRecord challenge, Instant seen, Duration silence);
  }

  /** A takeover to come; carried out once for each record. */
  private record Plan(LedgerView view, Tip tip, Instant due, boolean carriedOut) {}

  private Usurper(ClaimContext context, ClaimProtocol sound, Rule rule) {
    super(context, sound);
    this.rule = rule;
    this.protocol = sound.name();
  }

  /** Compares the stamp in the record with its own clock. */
  static Usurper byWallClock(ClaimContext context, ClaimProtocol sound) {
    return new Usurper(
        context,
        sound,
        (challenge, seen, silence) -> Instant.ofEpochMilli(challenge.hlc()).plus(silence));
  }

  /** Waits as long as the challenger does, and for nobody else. */
  static Usurper atOnce(ClaimContext context, ClaimProtocol sound) {
    return new Usurper(context, sound, (challenge, seen, silence) -> seen.plus(silence));
  }

  @Override
  public List<ClaimEffect> on(ClaimInput input, Instant now) {
    if (input instanceof ClaimInput.CasAnswered answer && answer.call().value() >= FIRST_CALL) {
      return List.of(); // the next look shows what came of it
    }
    List<ClaimEffect> effects = new ArrayList<>(super.on(input, now));
    if (input instanceof ClaimInput.Observed observed) {
      observed.views().forEach(view -> view.tips().forEach(tip -> plan(view, tip, now)));
    }
    for (Plan plan : List.copyOf(plans.values())) {
      if (!plan.carriedOut() && !now.isBefore(plan.due())) {
        plans.put(plan.tip().task(), new Plan(plan.view(), plan.tip(), plan.due(), true));
        effects.add(takeOver(plan, now));
      }
    }
    return effects;
  }

  @Override
  public Optional<Instant> deadline() {
    Optional<Instant> own =
        plans.values().stream()
            .filter(plan -> !plan.carriedOut())
            .map(Plan::due)
            .min(Instant::compareTo);
    return super.deadline().filter(at -> own.isEmpty() || at.isBefore(own.get())).or(() -> own);
  }

  private void plan(LedgerView view, Tip tip, Instant now) {
    Plan known = plans.get(tip.task());
    if (known != null && known.tip().position().equals(tip.position())) {
      return;
    }
    plans.remove(tip.task());
    boolean mine =
        tip.record()
            .filter(signed -> signed.record().holder().equals(context().signer().id()))
            .isPresent();
    if (tip.damage().isEmpty()
        && !mine
        && tip.state().filter(ClaimState.CHALLENGED::equals).isPresent()) {
      ClaimRecord challenge = tip.record().orElseThrow().record();
      if (challenge.attempt() < ClaimRecord.MAX_ATTEMPTS) {
        Instant due = rule.due(challenge, now, view.policy().timing().silence());
        plans.put(tip.task(), new Plan(view, tip, due, false));
      }
    }
  }

  private ClaimEffect takeOver(Plan plan, Instant now) {
    Stamp stamp = Stamp.of(context().signer().id(), plan.view().head(), now, context().random());
    ClaimRecord grant = NextRecord.after(plan.tip(), stamp).grant(plan.view().head(), protocol);
    return new ClaimEffect.Cas(
        new CallId(++calls),
        new CasRequest(plan.tip(), RecordCodec.sign(grant, context().signer())));
  }
}
