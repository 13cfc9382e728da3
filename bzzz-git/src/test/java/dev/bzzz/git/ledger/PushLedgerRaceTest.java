package dev.bzzz.git.ledger;

import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.ClaimLedgerRaceContract;
import dev.bzzz.core.testkit.LedgerStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class PushLedgerRaceTest extends ClaimLedgerRaceContract {
  @TempDir Path folder;

  @Override
  protected LedgerStore newStore() {
    GitDaemon daemon = new GitDaemon();
    return new GitStore(folder, daemon::url, ClaimLedgerContract.POLICY).with(daemon);
  }

  @Override
  protected int stepsPerThread() {
    return 3;
  }
}
