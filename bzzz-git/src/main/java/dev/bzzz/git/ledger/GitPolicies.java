package dev.bzzz.git.ledger;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.quorum.PolicySource;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies of repositories, read from {@link ClaimPolicy#FILE} on their default branches: who
 * may claim, who was revoked, whose key was replaced, who votes. For a ledger that is not in git
 * itself, such as {@link dev.bzzz.core.claim.quorum.QuorumLedger}; {@link GitRefLedger} needs none.
 *
 * <p>A change counts here {@link #FRESH_FOR} after its commit was pushed, at the latest. While a
 * host cannot be reached, what was last read counts for {@link #KEPT_FOR}; so the ledger goes on,
 * and no key that was revoked meanwhile goes on for longer. A policy that somebody has broken stops
 * the repository until it is mended. Safe for use by many threads.
 */
public final class GitPolicies implements PolicySource, AutoCloseable {
  /** How long what was read counts without another look. */
  public static final Duration FRESH_FOR = Duration.ofSeconds(2);

  /** How long it counts while the repository cannot be read. */
  public static final Duration KEPT_FOR = Duration.ofMinutes(10);

  /** How long to wait for a host. */
  public static final Duration LOOK_TIMEOUT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(GitPolicies.class);

  private final Function<RepositoryId, Repository> repositories;
  private final Path mirrors;
  private final @Nullable CredentialsProvider credentials;
  private final LongSupplier nanos;
  private final Map<RepositoryId, Watched> watched = new ConcurrentHashMap<>();

  GitPolicies(
      Function<RepositoryId, Repository> repositories,
      Path mirrors,
      @Nullable CredentialsProvider credentials,
      LongSupplier nanos) {
    this.repositories = repositories;
    this.mirrors = mirrors;
    this.credentials = credentials;
    this.nanos = nanos;
  }

  /**
   * Reads policies without credentials.
   *
   * @param repositories finds a repository's name and git URL; throws {@link
   *     dev.bzzz.core.NotFound} for others
   * @param cache folder for copies of remote repositories; created when needed, and not that of a
   *     {@link GitRefLedger}
   */
  public static GitPolicies open(Function<RepositoryId, Repository> repositories, Path cache) {
    return new GitPolicies(repositories, cache, null, System::nanoTime);
  }

  /** Reads policies showing remotes these credentials; see the other {@code open}. */
  public static GitPolicies open(
      Function<RepositoryId, Repository> repositories,
      Path cache,
      CredentialsProvider credentials) {
    return new GitPolicies(repositories, cache, credentials, System::nanoTime);
  }

  @Override
  public Snapshot at(RepositoryId repository) {
    Watched known = watched.get(repository);
    if (known == null) {
      if (watched.size() >= GitRefLedger.MAX_REPOSITORIES) {
        throw new PermanentException(
            "cannot read the policy of repository "
                + repository
                + ": this process looks after "
                + GitRefLedger.MAX_REPOSITORIES
                + " repositories already; run another agent for the rest");
      }
      known = watched.computeIfAbsent(repository, this::watch);
    }
    return known.at();
  }

  /** Ends the use of everything it handed out. */
  @Override
  public void close() {
    watched.values().forEach(each -> each.source.close());
    watched.clear();
  }

  private Watched watch(RepositoryId id) {
    Repository repository = repositories.apply(id);
    try {
      return new Watched(
          repository.name().toString(), HeadSource.of(repository, mirrors, credentials));
    } catch (IOException e) {
      throw unreadable(repository.name().toString(), e);
    }
  }

  private static TransientException unreadable(String name, IOException e) {
    return new TransientException(
        "cannot read the policy of "
            + name
            + ": "
            + e.getMessage()
            + "; see that the repository can be reached and read",
        e);
  }

  /**
   * What a look has found.
   *
   * @param fault why the policy of now cannot be used; then there is no snapshot
   * @param at when, in nanoseconds
   */
  private record Seen(Optional<Snapshot> snapshot, Optional<PermanentException> fault, long at) {}

  /** One repository. */
  private final class Watched {
    private final String name;
    private final HeadSource source;
    private final PolicyLog.Memory memory = new PolicyLog.Memory(ClaimPolicy.LEDGERS);
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Seen seen;
    private volatile long nextLook;

    Watched(String name, HeadSource source) {
      this.name = name;
      this.source = source;
    }

    /** Others go on with what is known while one looks. */
    Snapshot at() {
      Seen now = seen;
      if (now == null) {
        looking.lock();
      } else if (nanos.getAsLong() - nextLook < 0 || !looking.tryLock()) {
        return answer(now);
      }
      try {
        return answer(look());
      } finally {
        looking.unlock();
      }
    }

    private Snapshot answer(Seen now) {
      return now.snapshot().orElseThrow(() -> now.fault().orElseThrow());
    }

    private Seen look() {
      Seen before = seen;
      if (before != null && nanos.getAsLong() - nextLook < 0) {
        return before; // another thread has just looked
      }
      try {
        Seen now = read();
        seen = now;
        nextLook = now.at() + FRESH_FOR.toNanos();
        return now;
      } catch (IOException e) {
        if (before == null || nanos.getAsLong() - before.at() > KEPT_FOR.toNanos()) {
          throw unreadable(name, e);
        }
        nextLook = nanos.getAsLong() + LOOK_TIMEOUT.toNanos();
        LOG.warn("the policy cannot be read, the last one counts: repository={}", name, e);
        return before;
      }
    }

    private Seen read() throws IOException {
      long at = nanos.getAsLong();
      try {
        ObjectId head =
            source.look(Deadline.after(LOOK_TIMEOUT)).orElseThrow(() -> Sight.withoutCommits(name));
        PolicyLog log = new PolicyLog(name, source.git(), head, memory);
        return new Seen(
            Optional.of(new Snapshot(head.name(), log.current(), log)), Optional.empty(), at);
      } catch (PermanentException e) {
        return new Seen(Optional.empty(), Optional.of(e), at);
      }
    }
  }
}
