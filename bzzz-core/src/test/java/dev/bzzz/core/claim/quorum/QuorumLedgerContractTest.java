package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.LedgerStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class QuorumLedgerContractTest extends ClaimLedgerContract {
  @TempDir Path folder;

  @Override
  protected LedgerStore newStore() {
    return QuorumCluster.ofThree(folder);
  }
}
