package dev.bzzz.git.ledger;

import dev.bzzz.core.testkit.ClaimLedgerRaceContract;
import dev.bzzz.core.testkit.LedgerStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class DirectLedgerRaceTest extends ClaimLedgerRaceContract {
  @TempDir Path folder;

  @Override
  protected LedgerStore newStore() {
    return GitStore.direct(folder);
  }

  @Override
  protected int stepsPerThread() {
    return 5;
  }
}
