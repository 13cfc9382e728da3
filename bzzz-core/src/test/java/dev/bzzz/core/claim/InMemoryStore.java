package dev.bzzz.core.claim;

import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.LedgerStore;
import java.net.URI;
import java.util.Optional;

/** An {@link InMemoryLedger} as the contracts want it. */
final class InMemoryStore implements LedgerStore {
  private final InMemoryLedger ledger = new InMemoryLedger();
  private final RepositoryId repository = new RepositoryId("1".repeat(32));

  InMemoryStore() {
    ledger.register(repository, ClaimLedgerContract.POLICY);
  }

  @Override
  public ClaimLedger open() {
    return ledger;
  }

  @Override
  public RepositoryId repository() {
    return repository;
  }

  @Override
  public RepositoryId withoutPolicy() {
    return new RepositoryId("2".repeat(32));
  }

  @Override
  public String changePolicy(ClaimPolicy policy) {
    return ledger.changePolicy(repository, policy);
  }

  @Override
  public Finished finish() {
    return new Finished("f".repeat(40), URI.create("memory:work"));
  }

  @Override
  public Optional<String> branch(String name) {
    return ledger.branch(repository, name);
  }

  @Override
  public void setBranch(String name, Optional<String> head) {
    ledger.setBranch(repository, name, head);
  }

  @Override
  public void close() {}
}
