package dev.bzzz.core.claim;

import dev.bzzz.core.testkit.ClaimMeshContract;
import java.util.Optional;

class AuctionMeshTest extends ClaimMeshContract {
  @Override
  protected ClaimProtocol protocol() {
    return new AuctionProtocol();
  }

  @Override
  protected Optional<String> evidence() {
    return Optional.of("auction");
  }
}
