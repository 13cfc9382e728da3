package dev.bzzz.core.sim;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import java.util.function.Consumer;

/**
 * How a simulated agent reads and moves claims on the simulated host. {@link SimLedger} does it as
 * production does; another one tries out another ledger, or a broken one. Each answer is given at
 * most once, and not at all when the process dies.
 */
public interface LedgerClient {
  /** Reads all claims of the repository. */
  void scan(HostLink link, Consumer<HostReply<LedgerView>> answer);

  /** Reads one claim. */
  void read(TaskId task, HostLink link, Consumer<HostReply<Tip>> answer);

  /** Asks for a compare-and-swap. */
  void cas(CasRequest request, HostLink link, Consumer<CasResult> answer);
}
