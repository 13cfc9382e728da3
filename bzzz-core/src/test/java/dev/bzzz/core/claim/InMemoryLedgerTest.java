package dev.bzzz.core.claim;

import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.LedgerStore;

class InMemoryLedgerTest extends ClaimLedgerContract {
  @Override
  protected LedgerStore newStore() {
    return new InMemoryStore();
  }
}
