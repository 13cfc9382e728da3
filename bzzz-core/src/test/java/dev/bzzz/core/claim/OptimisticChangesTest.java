package dev.bzzz.core.claim;

import dev.bzzz.core.testkit.ClaimChangesContract;

final class OptimisticChangesTest extends ClaimChangesContract {
  @Override
  protected ClaimProtocol protocol() {
    return new OptimisticProtocol();
  }
}
