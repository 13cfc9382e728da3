package dev.bzzz.core.claim;

import dev.bzzz.core.testkit.DamagedClaimsContract;

class RendezvousDamagedClaimsTest extends DamagedClaimsContract {
  @Override
  protected ClaimProtocol protocol() {
    return new RendezvousProtocol();
  }
}
