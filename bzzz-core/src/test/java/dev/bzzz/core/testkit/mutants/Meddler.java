package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.Ranking;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A sound machine whose inputs or effects are tampered with; passes everything on by itself. */
abstract class Meddler implements Machine<ClaimInput, ClaimEffect>, Ranking {
  private final ClaimContext context;
  private final Machine<ClaimInput, ClaimEffect> sound;

  /** Requests under way. */
  private final Map<CallId, CasRequest> asked = new TreeMap<>();

  Meddler(ClaimContext context, ClaimProtocol sound) {
    this.context = context;
    this.sound = sound.machine(context);
  }

  /** What the sound machine hears in place of an input. */
  ClaimInput heard(ClaimInput input) {
    return input;
  }

  /** What happens in place of an effect of the sound machine; empty for nothing. */
  Optional<ClaimEffect> done(ClaimEffect effect, Instant now) {
    return Optional.of(effect);
  }

  @Override
  public List<ClaimEffect> on(ClaimInput input, Instant now) {
    ClaimInput heard = heard(input);
    if (input instanceof ClaimInput.CasAnswered answer) {
      asked.remove(answer.call());
    }
    List<ClaimEffect> effects = new ArrayList<>();
    for (ClaimEffect effect : sound.on(heard, now)) {
      each(effect).forEach(one -> done(one, now).ifPresent(effects::add));
    }
    effects.forEach(this::remember);
    return effects;
  }

  /** What goes together is done one by one. */
  private static List<? extends ClaimEffect> each(ClaimEffect effect) {
    return effect instanceof ClaimEffect.Together together ? together.moves() : List.of(effect);
  }

  @Override
  public Optional<Instant> deadline() {
    return sound.deadline();
  }

  @Override
  public Optional<Order> order(TaskId task) {
    return sound instanceof Ranking ranking ? ranking.order(task) : Optional.empty();
  }

  final ClaimContext context() {
    return context;
  }

  /** The request that an answer is to, while it is heard. */
  final Optional<CasRequest> asked(ClaimInput.CasAnswered answer) {
    return Optional.ofNullable(asked.get(answer.call()));
  }

  final void remember(ClaimEffect effect) {
    if (effect instanceof ClaimEffect.Cas cas) {
      asked.put(cas.call(), cas.request());
    }
  }

  /** The win of a request, as its ledger would report it. */
  static CasResult won(CasRequest request) {
    SignedRecord next = request.next();
    List<SignedRecord> chain = new ArrayList<>();
    chain.add(next);
    if (next.record().grant().isPresent()) {
      chain.addAll(request.expected().chain());
    }
    return new CasResult.Won(new Tip(request.task(), next.id(), chain, Optional.empty()));
  }
}
