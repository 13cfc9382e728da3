package dev.bzzz.git.ledger;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.Signer;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.LedgerFeatures;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.task.TaskId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in a repository's own refs: {@code refs/bzzz/claims/<n>} is a chain of commits, each
 * holding one signed record and standing on the one before. Where the policy's {@link
 * ClaimPolicy#namespace} says so, it is the branch {@code bzzz-claims/<n>} instead.
 *
 * <p>A {@code file:} URL is a bare repository on this machine and is written to directly, under an
 * operating-system lock; any other URL is written to by atomic pushes. In both ways a claim ref and
 * its work branch move together or not at all, also when this process is killed in the middle.
 *
 * <p>Only chains that were verified from their first record on are believed. A ref that holds
 * anything else comes back as a tip with {@link Tip#damage()}; it can be moved back to its newest
 * valid record by {@link CasRequest#repair}. Safe for use by many threads, and by many processes.
 */
public final class GitRefLedger implements ClaimLedger {
  /** How long a read waits for a remote. */
  public static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

  /** Repositories one ledger can look after. */
  public static final int MAX_REPOSITORIES = 1000;

  private final Function<RepositoryId, Repository> repositories;
  private final Verifier verifier;
  private final Path cache;
  private final @Nullable CredentialsProvider credentials;
  private final @Nullable Prober prober;
  private final Map<RepositoryId, Claims> open = new ConcurrentHashMap<>();

  private record Claims(Repository repository, Register register, Judge judge) {}

  private GitRefLedger(
      Function<RepositoryId, Repository> repositories,
      Verifier verifier,
      Path cache,
      @Nullable CredentialsProvider credentials,
      @Nullable Prober prober) {
    this.repositories = repositories;
    this.verifier = verifier;
    this.cache = cache;
    this.credentials = credentials;
    this.prober = prober;
  }

  /**
   * Opens a ledger that needs no credentials.
   *
   * @param repositories finds a repository's name and git URL; throws {@link NotFound} for others
   * @param cache folder for copies of remote repositories; created when needed
   */
  public static GitRefLedger open(
      Function<RepositoryId, Repository> repositories, Verifier verifier, Path cache) {
    return new GitRefLedger(repositories, verifier, cache, null, null);
  }

  /** Opens a ledger that shows remotes these credentials; see the other {@code open}. */
  public static GitRefLedger open(
      Function<RepositoryId, Repository> repositories,
      Verifier verifier,
      Path cache,
      CredentialsProvider credentials) {
    return new GitRefLedger(repositories, verifier, cache, credentials, null);
  }

  /**
   * The same ledger for an agent that is going to claim: before the first use of a repository on
   * another machine, its host is probed, unless an agent of the policy has signed within a day that
   * it was. A host that fails is refused by a {@link dev.bzzz.core.PermanentException} that names
   * the check. A repository on this machine needs no probe: nobody but this class decides there.
   *
   * @param signer signs the result
   */
  public GitRefLedger probing(Signer signer) {
    return probing(new Prober(signer, Optional.empty()));
  }

  /**
   * The same, and it is tried, once for each repository, whether a branch ever gets two pull
   * requests. What stays of that is a closed pull request.
   *
   * @param signer signs the result
   * @param forge opens the pull requests; stays the caller's
   */
  public GitRefLedger probing(Signer signer, RepositoryProvider forge) {
    return probing(new Prober(signer, Optional.of(forge)));
  }

  private GitRefLedger probing(Prober who) {
    return new GitRefLedger(repositories, verifier, cache, credentials, who);
  }

  @Override
  public LedgerFeatures features() {
    return new LedgerFeatures(true, true);
  }

  @Override
  public Tip read(TaskId task) {
    Claims claims = claims(task.repository());
    Optional<ObjectId> last = claims.judge().reader().remembered(task);
    try (Sight sight =
        claims.register().look(OptionalLong.of(task.number()), Deadline.after(READ_TIMEOUT))) {
      Tip tip = claims.judge().read(sight, task, last).tip();
      if (tip.damage().isPresent()) {
        claims.register().doubt();
      }
      return tip;
    } catch (IOException e) {
      claims.register().doubt();
      throw unreachable(claims.repository(), e);
    }
  }

  @Override
  public CasResult cas(CasRequest request, Duration timeout) {
    return claims(request.task().repository()).register().cas(request, Deadline.after(timeout));
  }

  @Override
  public List<CasResult> cas(List<CasRequest> requests, Duration timeout) {
    if (requests.isEmpty()) {
      return List.of();
    }
    RepositoryId repository = requests.get(0).task().repository();
    if (requests.stream().anyMatch(each -> !each.task().repository().equals(repository))) {
      throw new IllegalArgumentException("claims of several repositories do not move together");
    }
    return claims(repository).register().cas(requests, Deadline.after(timeout));
  }

  /**
   * Makes a damaged claim usable again, for a human who has looked at it: sets its ref back to the
   * newest valid record, or deletes it when none can be reached. A task whose ref was deleted
   * starts with term 1 again, unless an agent runs that has read its records: that one sets the ref
   * back.
   *
   * @return the record that counts now; empty when the ref was deleted
   * @throws dev.bzzz.core.Conflict if the claim is in order
   * @throws TransientException if it could not be reached, or moved meanwhile
   */
  public Optional<SignedRecord> reset(TaskId task) {
    Claims claims = claims(task.repository());
    Tip tip = read(task);
    String what =
        "cannot reset the claim of " + claims.repository().name() + "#" + task.number() + ": ";
    if (tip.damage().isEmpty()) {
      throw new Conflict(
          what
              + tip.record().map(signed -> "it is in order, " + signed).orElse("there is none")
              + "; leave it to the agents");
    }
    try {
      boolean done =
          tip.record().isPresent()
              ? cas(CasRequest.repair(tip), READ_TIMEOUT) instanceof CasResult.Won
              : claims.register().remove(tip, Deadline.after(READ_TIMEOUT));
      if (!done) {
        throw new TransientException(
            what + "it has changed meanwhile; look at it again", Duration.ZERO);
      }
      return tip.record();
    } catch (IOException e) {
      throw unreachable(claims.repository(), e);
    }
  }

  @Override
  public LedgerView scan(RepositoryId repository) {
    Claims claims = claims(repository);
    Map<Long, ObjectId> last = claims.judge().reader().remembered();
    try (Sight sight = claims.register().look(OptionalLong.empty(), Deadline.after(READ_TIMEOUT))) {
      PolicyLog policies = claims.judge().policies(sight);
      ClaimPolicy policy = policies.current();
      TreeSet<Long> numbers = new TreeSet<>(sight.claims().keySet());
      numbers.addAll(last.keySet());
      List<Tip> tips = new ArrayList<>();
      for (long number : numbers) {
        Optional<ObjectId> before = Optional.ofNullable(last.get(number));
        tips.add(
            claims
                .judge()
                .reader()
                .read(sight, new TaskId(repository, number), policies, before)
                .tip());
      }
      if (tips.stream().anyMatch(tip -> tip.damage().isPresent())) {
        claims.register().doubt();
      }
      return new LedgerView(
          repository, sight.head().name(), policy, tips, claims.register().gathers());
    } catch (IOException e) {
      claims.register().doubt();
      throw unreachable(claims.repository(), e);
    }
  }

  @Override
  public void close() {
    open.values().forEach(claims -> claims.register().close());
    open.clear();
  }

  private Claims claims(RepositoryId id) {
    Claims known = open.get(id);
    if (known != null) {
      return known;
    }
    if (open.size() >= MAX_REPOSITORIES) {
      throw new dev.bzzz.core.PermanentException(
          "cannot open the claims of repository "
              + id
              + ": this ledger looks after "
              + MAX_REPOSITORIES
              + " repositories already; run another agent for the rest");
    }
    return open.computeIfAbsent(id, this::opened);
  }

  private Claims opened(RepositoryId id) {
    Repository repository = repositories.apply(id);
    Judge judge = new Judge(verifier);
    Register register =
        LocalGit.holds(repository)
            ? new DirectRegister(repository, judge)
            : pushed(repository, judge);
    return new Claims(repository, register, judge);
  }

  private Register pushed(Repository repository, Judge judge) {
    Remote remote = new Remote(repository.gitUrl(), credentials);
    Inspection inspection = new Inspection(repository, remote, verifier, prober);
    return new PushRegister(repository, judge, inspection, remote, cache);
  }

  private static BzzzException unreachable(Repository repository, IOException e) {
    return new TransientException(
        "cannot read the claims of "
            + repository.name()
            + ": "
            + e.getMessage()
            + "; "
            + Remote.advice(e),
        e);
  }
}
