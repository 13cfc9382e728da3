package dev.bzzz.core.claim;

import java.net.URI;
import java.util.Optional;

/**
 * A work branch to be moved together with the claim record. Built by a {@link Claim} only, so that
 * no branch moves without one.
 */
public final class RefUpdate {
  private final String branch;
  private final Optional<String> expected;
  private final String head;
  private final Optional<URI> objects;

  RefUpdate(String branch, Optional<String> expected, String head, Optional<URI> objects) {
    this.branch = branch;
    this.expected = expected;
    this.head = head;
    this.objects = objects;
  }

  /** Short name of the branch. */
  public String branch() {
    return branch;
  }

  /** Commit the branch must point to before; empty when it must not exist. */
  public Optional<String> expected() {
    return expected;
  }

  /** Commit the branch points to after. */
  public String head() {
    return head;
  }

  /**
   * Repository that holds {@link #head()} and its history; empty when the ledger has them, since it
   * has published them before.
   */
  public Optional<URI> objects() {
    return objects;
  }

  @Override
  public String toString() {
    return branch + ": " + expected.orElse("absent") + " -> " + head;
  }
}
