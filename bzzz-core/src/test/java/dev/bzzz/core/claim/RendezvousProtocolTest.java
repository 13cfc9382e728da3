package dev.bzzz.core.claim;

import dev.bzzz.core.testkit.ClaimProtocolContract;

class RendezvousProtocolTest extends ClaimProtocolContract {
  @Override
  protected ClaimProtocol protocol() {
    return new RendezvousProtocol();
  }
}
