package dev.bzzz.core.claim;

import dev.bzzz.core.machine.Machine;
import java.time.Duration;

/**
 * Everybody tries at once, after a jitter of at most 50 ms; the ledger picks one. Right for up to
 * about eight agents: beyond, losers cost more than they gain.
 */
public final class OptimisticProtocol implements ClaimProtocol {
  /** The longest jitter before a try. */
  static final Duration MAX_JITTER = Duration.ofMillis(50);

  @Override
  public String name() {
    return "optimistic";
  }

  @Override
  public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
    int bound = (int) MAX_JITTER.toMillis() + 1;
    return new ClaimMachine(
        context, name(), (task, term, now) -> now.plusMillis(context.random().nextInt(bound)));
  }
}
