package dev.bzzz.core.claim;

import dev.bzzz.core.testkit.ClaimChangesContract;

class RendezvousChangesTest extends ClaimChangesContract {
  @Override
  protected ClaimProtocol protocol() {
    return new RendezvousProtocol();
  }
}
