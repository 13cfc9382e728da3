package dev.bzzz.core.claim;

import dev.bzzz.core.testkit.ClosedIssuesContract;

class RendezvousClosedIssuesTest extends ClosedIssuesContract {
  @Override
  protected ClaimProtocol protocol() {
    return new RendezvousProtocol();
  }
}
