package dev.bzzz.core.claim;

import dev.bzzz.core.machine.Machine;

/**
 * Everybody draws the same lots and lets those with better ones go first: about one
 * compare-and-swap for each task, however many agents there are. Who suits a task better, by its
 * labels, is the likelier to be first.
 *
 * <p>An agent that hears others ranks those who are alive and have a slot free. One that hears
 * nobody, or has no mesh, ranks all agents of the policy. Safe for use by many threads; agents of
 * one process may share one.
 */
public final class RendezvousProtocol implements ClaimProtocol {
  /** What {@code bzzz.yaml} calls it. */
  public static final String NAME = "rendezvous";

  private final Draws draws = new Draws();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
    return new ClaimMachine(context, NAME, desk -> new RendezvousStrategy(desk, draws));
  }
}
