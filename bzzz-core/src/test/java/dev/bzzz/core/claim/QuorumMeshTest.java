package dev.bzzz.core.claim;

import dev.bzzz.core.Verifier;
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

  @Override
  protected boolean shows(ClaimRecord record, ClaimPolicy policy, Verifier verifier) {
    return VoteCertificate.of(record)
        .filter(
            votes -> votes.violation(record, policy.committee().orElseThrow(), verifier).isEmpty())
        .isPresent();
  }
}
