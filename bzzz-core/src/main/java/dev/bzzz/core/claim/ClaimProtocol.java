package dev.bzzz.core.claim;

import dev.bzzz.core.machine.Machine;

/**
 * Who tries to claim, and when. A protocol never decides who holds a task: only the ledger's
 * compare-and-swap does.
 */
public interface ClaimProtocol {
  /** The name that {@code bzzz.yaml} chooses it by; it is kept in the records it leads to. */
  String name();

  /** A machine that lives as long as one start of an agent. */
  Machine<ClaimInput, ClaimEffect> machine(ClaimContext context);
}
