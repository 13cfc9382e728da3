package dev.bzzz.core.claim;

import dev.bzzz.core.testkit.ClaimMeshContract;

class RendezvousMeshTest extends ClaimMeshContract {
  @Override
  protected ClaimProtocol protocol() {
    return new RendezvousProtocol();
  }
}
