package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.testkit.ClaimLedgerRaceContract;
import dev.bzzz.core.testkit.LedgerStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class QuorumLedgerRaceTest extends ClaimLedgerRaceContract {
  @TempDir Path folder;

  @Override
  protected LedgerStore newStore() {
    return QuorumCluster.ofThree(folder);
  }

  @Override
  protected int stepsPerThread() {
    return 4; // each step is a dozen signatures, and all 16 want the same task
  }
}
