package dev.bzzz.core.testkit;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.LedgerFeatures;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.function.BiFunction;

/** A ledger whose answers to compare-and-swaps are altered on the way back. */
record AlteredLedger(ClaimLedger ledger, BiFunction<CasRequest, CasResult, CasResult> alteration)
    implements ClaimLedger {
  @Override
  public LedgerFeatures features() {
    return ledger.features();
  }

  @Override
  public Tip read(TaskId task) {
    return ledger.read(task);
  }

  @Override
  public CasResult cas(CasRequest request, Duration timeout) {
    return alteration.apply(request, ledger.cas(request, timeout));
  }

  @Override
  public LedgerView scan(RepositoryId repository) {
    return ledger.scan(repository);
  }

  @Override
  public void close() {
    ledger.close();
  }
}
