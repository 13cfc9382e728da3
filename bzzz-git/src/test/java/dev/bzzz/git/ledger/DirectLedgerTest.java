package dev.bzzz.git.ledger;

import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.LedgerStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** With claims in branches; the race, the pushes and whole agents have them in refs of our own. */
final class DirectLedgerTest extends ClaimLedgerContract {
  @TempDir Path folder;

  @Override
  protected LedgerStore newStore() {
    return new GitStore(folder, Path::toUri, GitStore.in(ClaimPolicy.HEADS_NAMESPACE, POLICY));
  }
}
