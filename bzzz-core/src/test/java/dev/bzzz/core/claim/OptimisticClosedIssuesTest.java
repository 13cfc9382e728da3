package dev.bzzz.core.claim;

import dev.bzzz.core.testkit.ClosedIssuesContract;

class OptimisticClosedIssuesTest extends ClosedIssuesContract {
  @Override
  protected ClaimProtocol protocol() {
    return new OptimisticProtocol();
  }
}
