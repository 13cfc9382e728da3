package dev.bzzz.git.ledger;

import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.LedgerStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Claims in branches. */
final class BranchLedgerTest extends ClaimLedgerContract {
  @TempDir Path folder;

  @Override
  protected LedgerStore newStore() {
    return new GitStore(folder, Path::toUri, GitStore.in(ClaimPolicy.HEADS_NAMESPACE, POLICY));
  }
}
