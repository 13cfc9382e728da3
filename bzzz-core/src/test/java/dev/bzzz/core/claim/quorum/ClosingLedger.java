package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.LedgerFeatures;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;

/** A ledger whose end is the end of its place in the mesh. */
record ClosingLedger(ClaimLedger ledger, Mesh mesh) implements ClaimLedger {
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
    return ledger.cas(request, timeout);
  }

  @Override
  public LedgerView scan(RepositoryId repository) {
    return ledger.scan(repository);
  }

  @Override
  public void close() {
    mesh.close();
    ledger.close();
  }
}
