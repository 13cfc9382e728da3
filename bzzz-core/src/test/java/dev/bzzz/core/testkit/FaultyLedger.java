package dev.bzzz.core.testkit;

import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.LedgerFeatures;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.Random;

/** A ledger that loses questions and answers; a simulated fault. */
final class FaultyLedger implements ClaimLedger {
  private final ClaimLedger ledger;
  private final Random random;
  private final int percent;

  FaultyLedger(ClaimLedger ledger, Random random, int percent) {
    this.ledger = ledger;
    this.random = random;
    this.percent = percent;
  }

  @Override
  public LedgerFeatures features() {
    return ledger.features();
  }

  @Override
  public Tip read(TaskId task) {
    if (fails()) {
      throw new TransientException("the ledger did not answer", Duration.ZERO);
    }
    return ledger.read(task);
  }

  @Override
  public CasResult cas(CasRequest request, Duration timeout) {
    if (fails()) {
      return new CasResult.Unknown("the question was lost");
    }
    CasResult result = ledger.cas(request, timeout);
    if (fails()) {
      return new CasResult.Unknown("the answer was lost");
    }
    return fails() ? new CasResult.Unknown("nobody knows") : result;
  }

  @Override
  public LedgerView scan(RepositoryId repository) {
    return ledger.scan(repository);
  }

  @Override
  public void close() {
    ledger.close();
  }

  private boolean fails() {
    return random.nextInt(100) < percent;
  }
}
