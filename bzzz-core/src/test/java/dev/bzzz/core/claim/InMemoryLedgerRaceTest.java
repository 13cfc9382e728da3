package dev.bzzz.core.claim;

import dev.bzzz.core.testkit.ClaimLedgerRaceContract;
import dev.bzzz.core.testkit.LedgerStore;

class InMemoryLedgerRaceTest extends ClaimLedgerRaceContract {
  @Override
  protected LedgerStore newStore() {
    return new InMemoryStore();
  }
}
