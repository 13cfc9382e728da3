package dev.bzzz.core.testkit;

import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;

/** Draws one of the steps that an agent may take after a tip. Confined to one thread. */
public final class RandomSteps {
  private static final String PROTOCOL = "random";

  private final String policy;
  private final LedgerStore.Finished work;
  private final Random random;

  /** Steps under one policy, whose work is always the same commit. */
  public RandomSteps(String policy, LedgerStore.Finished work, Random random) {
    this.policy = policy;
    this.work = work;
    this.random = random;
  }

  /** A request for a step that this agent may take; empty when it has to wait for another. */
  public Optional<CasRequest> draw(Tip tip, Signer actor) {
    Stamp stamp = Stamp.of(actor.id(), policy, Instant.ofEpochSecond(1), random);
    NextRecord next = NextRecord.after(tip, stamp);
    List<Supplier<ClaimRecord>> steps =
        tip.record()
            .map(signed -> steps(signed, actor, next))
            .orElseGet(() -> List.of(() -> next.grant(policy, PROTOCOL)));
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    ClaimRecord record = steps.get(random.nextInt(steps.size())).get();
    SignedRecord signed = RecordCodec.sign(record, actor);
    return Optional.of(
        record.state() == ClaimState.PUBLISHED
            ? new CasRequest(
                tip,
                signed,
                List.of(
                    Claim.heldBy(actor.id(), tip)
                        .orElseThrow()
                        .publish(work.head(), work.objects())))
            : new CasRequest(tip, signed));
  }

  private List<Supplier<ClaimRecord>> steps(SignedRecord tip, Signer actor, NextRecord next) {
    ClaimRecord record = tip.record();
    boolean holder = record.holder().equals(actor.id());
    boolean last = record.attempt() == ClaimRecord.MAX_ATTEMPTS;
    List<Supplier<ClaimRecord>> steps = new ArrayList<>();
    switch (record.state()) {
      case HELD, CHALLENGED -> {
        if (holder) {
          holderSteps(record, next, steps);
        } else if (record.state() == ClaimState.HELD) {
          steps.add(next::challenge);
        } else {
          steps.add(next::releaseClosed);
          steps.add(last ? () -> next.escalate("too many") : () -> next.grant(policy, PROTOCOL));
        }
      }
      case RELEASED ->
          steps.add(last ? () -> next.escalate("too many") : () -> next.grant(policy, PROTOCOL));
      case PUBLISHED -> {
        steps.add(() -> next.done(OptionalLong.of(record.seq())));
        steps.add(() -> next.escalate("the forge refuses the pull request"));
      }
      case DONE, ESCALATED ->
          steps.add(() -> next.grantAgain(policy, PROTOCOL, "reopened:" + record.seq()));
      default -> throw new AssertionError("unhandled state: " + record.state());
    }
    return steps;
  }

  private void holderSteps(ClaimRecord record, NextRecord next, List<Supplier<ClaimRecord>> steps) {
    if (record.answers() < ClaimRecord.MAX_ANSWERS) {
      steps.add(record.state() == ClaimState.HELD ? next::checkpoint : next::answer);
    }
    steps.add(() -> next.release("given up"));
    steps.add(() -> next.publish(work.head()));
  }
}
