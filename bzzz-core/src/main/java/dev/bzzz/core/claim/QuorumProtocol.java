package dev.bzzz.core.claim;

import dev.bzzz.core.machine.Machine;

/**
 * The committee of a repository's policy says who may try: an agent whose turn has come stands for
 * the task, and tries when so many voters have signed for it that nobody else can have as many. The
 * compare-and-swap on the ledger still grants; a lying voter costs time.
 *
 * <p>Without a committee, and while it is silent, it is {@link RendezvousProtocol} after a bounded
 * delay. Voters are agents that run this protocol. Safe for use by many threads.
 */
public final class QuorumProtocol implements ClaimProtocol {
  /** What {@code bzzz.yaml} calls it. */
  public static final String NAME = "quorum";

  private final Draws draws = new Draws();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
    return new ClaimMachine(
        context,
        NAME,
        desk ->
            new QuorumStrategy(
                desk, new RendezvousStrategy(desk, draws), draws, VoterKey.of(context)));
  }
}
