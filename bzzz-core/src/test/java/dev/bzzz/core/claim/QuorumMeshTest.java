package dev.bzzz.core.claim;

import dev.bzzz.core.testkit.ClaimMeshContract;
import java.util.Optional;

class QuorumMeshTest extends ClaimMeshContract {
  @Override
  protected ClaimProtocol protocol() {
    return new QuorumProtocol();
  }

  @Override
  protected int voters() {
    return 3;
  }

  @Override
  protected Optional<String> evidence() {
    return Optional.of("quorum");
  }
}
