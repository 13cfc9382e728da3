package dev.bzzz.core.claim;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A ledger in the memory of this process, for tests, simulations and agents that share one JVM. All
 * of them share one instance, so {@link #close} changes nothing. It trusts no caller: signatures
 * and transitions are checked as on any ledger. Safe for use by many threads.
 *
 * <p>There is no git behind it. A repository's commits are invented ones, a new one for each
 * policy, and a branch is only a name for a commit.
 */
public final class InMemoryLedger implements ClaimLedger {
  private final Verifier verifier;
  private final Map<RepositoryId, InMemoryClaims> repositories = new ConcurrentHashMap<>();

  /** An empty ledger of records signed with Ed25519. */
  public InMemoryLedger() {
    this(Verifier.ed25519());
  }

  /** An empty ledger of records signed in another way. */
  public InMemoryLedger(Verifier verifier) {
    this.verifier = verifier;
  }

  /**
   * Adds a repository.
   *
   * @return the head of its default branch, where the policy is
   * @throws IllegalArgumentException if it is there already
   */
  public String register(RepositoryId repository, ClaimPolicy policy) {
    var claims = new InMemoryClaims(repository, policy);
    if (repositories.putIfAbsent(repository, claims) != null) {
      throw new IllegalArgumentException(
          "repository " + repository + " is registered already; change its policy instead");
    }
    return claims.view().head();
  }

  /**
   * Gives a repository a new policy by a commit on its default branch.
   *
   * @return that commit
   */
  public String changePolicy(RepositoryId repository, ClaimPolicy policy) {
    return claims(repository).change(policy);
  }

  /** The commit a branch points to; empty when there is no such branch. */
  public Optional<String> branch(RepositoryId repository, String name) {
    return claims(repository).branch(name);
  }

  /**
   * Moves a branch without any claim, as somebody with write permission on a git host can.
   *
   * @param head where to; empty to delete it
   */
  public void setBranch(RepositoryId repository, String name, Optional<String> head) {
    claims(repository).setBranch(name, head);
  }

  /**
   * Puts a tip into a register without any check, as somebody with write permission on a git host
   * can. A tip with {@link Tip#damage()} stands for what a reader makes of a damaged register: its
   * chain begins at the last valid record, or is empty where none can be reached.
   */
  public void overwrite(Tip tip) {
    claims(tip.task().repository()).overwrite(tip);
  }

  /** The policies of a repository by its commits. */
  public PolicyHistory policies(RepositoryId repository) {
    return claims(repository);
  }

  @Override
  public LedgerFeatures features() {
    return new LedgerFeatures(true, false);
  }

  @Override
  public Tip read(TaskId task) {
    return claims(task.repository()).read(task);
  }

  @Override
  public CasResult cas(CasRequest request, Duration timeout) {
    InMemoryClaims claims = claims(request.task().repository());
    SignedRecord next = request.next();
    try {
      RecordCodec.verify(next.json(), next.signature(), verifier);
    } catch (IllegalArgumentException e) {
      return new CasResult.Refused(e.getMessage(), Duration.ZERO);
    }
    return claims.cas(request);
  }

  @Override
  public LedgerView scan(RepositoryId repository) {
    return claims(repository).view();
  }

  @Override
  public void close() {}

  private InMemoryClaims claims(RepositoryId repository) {
    InMemoryClaims claims = repositories.get(repository);
    if (claims == null) {
      throw new PermanentException(
          "cannot use the claims of repository "
              + repository
              + ": it has no claim policy; register it, as 'bzzz init' does for a git repository");
    }
    return claims;
  }
}
