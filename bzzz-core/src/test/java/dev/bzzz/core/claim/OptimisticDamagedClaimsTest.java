package dev.bzzz.core.claim;

import dev.bzzz.core.testkit.DamagedClaimsContract;

class OptimisticDamagedClaimsTest extends DamagedClaimsContract {
  @Override
  protected ClaimProtocol protocol() {
    return new OptimisticProtocol();
  }
}
