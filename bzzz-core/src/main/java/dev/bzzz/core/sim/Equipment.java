package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimProtocol;
import java.util.function.Supplier;

/**
 * What the simulated agents of one protocol run with.
 *
 * @param protocol the protocol; scenarios call it by its name
 * @param ledger how they move claims; asked at every start of an agent
 * @param pullRequests how they open pull requests; asked at every start of an agent
 * @param coverage what signatures vouch for; the same in all fleets of a scenario
 */
public record Equipment(
    ClaimProtocol protocol,
    Supplier<LedgerClient> ledger,
    Supplier<PullRequests> pullRequests,
    Coverage coverage) {
  /** The protocol with ledger, forge and signatures as in production. */
  public static Equipment of(ClaimProtocol protocol) {
    return new Equipment(protocol, SimLedger::new, SimForge::new, Coverage.ALL);
  }

  /** The same with another protocol. */
  public Equipment protocol(ClaimProtocol other) {
    return new Equipment(other, ledger, pullRequests, coverage);
  }

  /** The same with another ledger. */
  public Equipment ledger(Supplier<LedgerClient> other) {
    return new Equipment(protocol, other, pullRequests, coverage);
  }

  /** The same with another way to open pull requests. */
  public Equipment pullRequests(Supplier<PullRequests> other) {
    return new Equipment(protocol, ledger, other, coverage);
  }

  /** The same with other signatures. */
  public Equipment coverage(Coverage other) {
    return new Equipment(protocol, ledger, pullRequests, other);
  }
}
