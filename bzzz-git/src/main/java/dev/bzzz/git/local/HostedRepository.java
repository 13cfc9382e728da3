package dev.bzzz.git.local;

import dev.bzzz.core.repo.RepositoryName;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** One repository of a {@link HostedForge}, open for one request. Confined to one thread. */
public final class HostedRepository implements AutoCloseable {
  /** Section of git's configuration that holds what a repository is to its server. */
  private static final String SECTION = "bzzz";

  private final BareRepository repository;
  private final dev.bzzz.core.repo.Repository description;

  private final HostedIssues issues;
  private final HostedPulls pulls;

  private HostedRepository(
      BareRepository repository, dev.bzzz.core.repo.Repository description, IssueIndex index) {
    this.repository = repository;
    this.description = description;
    this.issues = new HostedIssues(repository, index);
    this.pulls = new HostedPulls(repository, issues);
  }

  static HostedRepository open(ForgeFolder folder, RepositoryName name, IssueIndex.All indexes) {
    BareRepository open = folder.open(name);
    boolean described = false;
    try {
      HostedRepository hosted =
          new HostedRepository(open, folder.describe(open), indexes.of(open.dir()));
      described = true;
      return hosted;
    } catch (IOException e) {
      throw Failures.failed("read the repository " + name, e);
    } finally {
      if (!described) {
        open.close();
      }
    }
  }

  /** How people call it. */
  public RepositoryName name() {
    return repository.name();
  }

  /** What it is. */
  public dev.bzzz.core.repo.Repository description() {
    return description;
  }

  /** The git repository; closed with this one. */
  public Repository git() {
    return repository.git();
  }

  /** Its issues. */
  public HostedIssues issues() {
    return issues;
  }

  /** Its pull requests. */
  public HostedPulls pulls() {
    return pulls;
  }

  /** Merges its pull requests. */
  public PullMerge merge() {
    return new PullMerge(repository, pulls, issues);
  }

  /** What the server keeps in it beside issues and code. */
  public HostedRecords records() {
    return new HostedRecords(repository);
  }

  /**
   * Moves a ref.
   *
   * @param from what it must point to; empty for nothing yet
   * @param to what it shall point to; empty to delete it
   * @return whether it pointed to what it must
   */
  public boolean move(String ref, Optional<ObjectId> from, Optional<ObjectId> to) {
    try (RepositoryLock lock =
        RepositoryLock.acquire(repository.dir(), RepositoryLock.DEFAULT_TIMEOUT)) {
      RefTransaction transaction =
          new RefTransaction(git())
              .update(ref, from.orElseGet(ObjectId::zeroId), to.orElseGet(ObjectId::zeroId));
      return transaction.commit(lock) == RefTransaction.Outcome.APPLIED;
    }
  }

  /** Whether nobody may write to it any more. */
  public boolean archived() {
    return archived(git());
  }

  /** Whether nobody may write to this repository any more. */
  public static boolean archived(Repository git) {
    return git.getConfig().getBoolean(SECTION, "archived", false);
  }

  @Override
  public void close() {
    repository.close();
  }
}
