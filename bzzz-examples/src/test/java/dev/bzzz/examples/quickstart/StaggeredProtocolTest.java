package dev.bzzz.examples.quickstart;

import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.testkit.ClaimProtocolContract;

final class StaggeredProtocolTest extends ClaimProtocolContract {
  @Override
  protected ClaimProtocol protocol() {
    return new StaggeredProtocol();
  }
}
