package dev.bzzz.core.testkit;

import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.repo.RepositoryId;
import java.net.URI;
import java.util.Optional;

/** What {@link ClaimLedgerContract} needs to know of the place behind a ledger. */
public interface LedgerStore extends AutoCloseable {
  /** A new handle on this store, as another process would open it; the contract closes it. */
  ClaimLedger open();

  /**
   * A repository in this store whose first policy is {@link ClaimLedgerContract#POLICY}, as {@link
   * #named} writes it.
   */
  RepositoryId repository();

  /** A policy as this store writes it down: its ledger is this store's. */
  default ClaimPolicy named(ClaimPolicy policy) {
    return policy;
  }

  /** Another repository in this store, one that has no policy. */
  RepositoryId withoutPolicy();

  /** Puts a new policy, as {@link #named} writes it, on the default branch; returns the commit. */
  String changePolicy(ClaimPolicy policy);

  /** Makes a commit on top of the default branch's head, without moving any branch of the store. */
  Finished finish();

  /** The commit a branch points to; empty when there is none. */
  Optional<String> branch(String name);

  /**
   * Moves a branch behind the ledger's back, as anybody with write permission can.
   *
   * @param head where to, a commit the store has; empty to delete it
   */
  void setBranch(String name, Optional<String> head);

  @Override
  void close();

  /**
   * Finished work.
   *
   * @param head the commit
   * @param objects the repository that holds it
   */
  record Finished(String head, URI objects) {}
}
