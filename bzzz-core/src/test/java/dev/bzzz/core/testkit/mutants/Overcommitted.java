package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimEffect.Announce;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * M29: a machine with one slot too many that is kept to the true number, except that a grant whose
 * outcome is unknown does not count.
 */
final class Overcommitted extends Meddler {
  private static final Set<Announce.Kind> TAKES =
      Set.of(Announce.Kind.GRANTED, Announce.Kind.ADOPTED);
  private static final Set<Announce.Kind> FREES =
      Set.of(
          Announce.Kind.LOST,
          Announce.Kind.TAKEN_OVER,
          Announce.Kind.PUBLISHED,
          Announce.Kind.RELEASED);

  /** Tasks that take a slot. */
  private final Set<TaskId> taken = new TreeSet<>();

  Overcommitted(ClaimContext context, ClaimProtocol sound) {
    super(
        new ClaimContext(
            context.signer(),
            context.profile(),
            context.slots() + 1,
            context.random(),
            context.mesh(),
            context.post(),
            context.local()),
        sound);
  }

  @Override
  public List<ClaimEffect> on(ClaimInput input, Instant now) {
    if (input instanceof ClaimInput.CasAnswered answer
        && !(answer.result() instanceof CasResult.Won)) {
      asked(answer).filter(BrokenLedger::grants).ifPresent(request -> taken.remove(request.task()));
    }
    List<ClaimEffect> effects = new ArrayList<>();
    List<ClaimEffect> made = super.on(input, now);
    while (!made.isEmpty()) {
      List<ClaimEffect> further = new ArrayList<>();
      made.forEach(effect -> admit(effect, now, effects, further));
      made = further;
    }
    return effects;
  }

  private void admit(
      ClaimEffect effect, Instant now, List<ClaimEffect> effects, List<ClaimEffect> further) {
    if (effect instanceof Announce said) {
      if (TAKES.contains(said.kind())) {
        taken.add(said.tip().task());
      } else if (FREES.contains(said.kind())) {
        taken.remove(said.tip().task());
      }
    }
    if (effect instanceof ClaimEffect.Cas cas && BrokenLedger.grants(cas.request())) {
      if (taken.size() >= context().slots() - 1 && !taken.contains(cas.request().task())) {
        CasResult refused = new CasResult.Refused("no slot is free", Duration.ofSeconds(5));
        further.addAll(super.on(new ClaimInput.CasAnswered(cas.call(), refused), now));
        return;
      }
      taken.add(cas.request().task());
    }
    effects.add(effect);
  }
}
