package dev.bzzz.core.claim;

import dev.bzzz.core.testkit.ClaimProtocolContract;

class OptimisticProtocolTest extends ClaimProtocolContract {
  @Override
  protected ClaimProtocol protocol() {
    return new OptimisticProtocol();
  }
}
