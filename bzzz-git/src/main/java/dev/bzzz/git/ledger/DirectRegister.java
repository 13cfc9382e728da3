package dev.bzzz.git.ledger;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.RefUpdate;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.git.local.RefTransaction;
import dev.bzzz.git.local.RepositoryLock;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;

/**
 * The claims of a bare repository on this machine, written to under its {@link RepositoryLock}.
 *
 * <p>Killed at any moment, it leaves either the old refs or the new ones. A grant moves one ref,
 * which is one rename. A publish moves the claim ref and the work branch in one {@link
 * RefTransaction}, whose only commit point is one rename of {@code packed-refs}; the objects lie
 * there before. So there is no branch without its record and no PUBLISHED record without its
 * branch. What a killed writer may leave behind is git's {@code *.lock} files; the next writer
 * removes them once they are {@link RepositoryLock#STALE_AFTER} old, and until then waits without
 * holding up writers of other refs.
 *
 * <p>Each call opens the repository afresh, so that nothing JGit keeps in memory can be older than
 * what another process has written.
 */
final class DirectRegister implements Register {
  private static final int POLL_MS = 20;
  private static final Duration NO_WAIT = Duration.ZERO;

  private final Repository repository;
  private final File gitDir;
  private final Judge judge;

  DirectRegister(Repository repository, Judge judge) {
    this.repository = repository;
    this.judge = judge;
    File folder = Path.of(repository.gitUrl()).toFile();
    File found = RepositoryCache.FileKey.resolve(folder, FS.DETECTED);
    if (found == null) {
      throw new NotFound(
          "cannot open the repository "
              + repository.name()
              + ": "
              + folder
              + " is no git repository; check the path");
    }
    this.gitDir = found;
  }

  @Override
  public Sight look(OptionalLong number, Deadline deadline) throws IOException {
    org.eclipse.jgit.lib.Repository git = open();
    try {
      return DirectRefs.look(repository, git, number);
    } catch (IOException | RuntimeException e) {
      git.close();
      throw e;
    }
  }

  @Override
  public CasResult cas(CasRequest request, Deadline deadline) {
    try {
      Optional<CasResult> early = bring(request, deadline);
      if (early.isPresent()) {
        return early.get();
      }
      while (true) {
        Attempt attempt = locked(request, deadline);
        if (attempt.result().isPresent()) {
          return attempt.result().get();
        }
        if (deadline.passed() || !paused()) {
          return new CasResult.Refused(attempt.obstacle(), Duration.ofSeconds(1));
        }
      }
    } catch (IOException e) {
      return new CasResult.Unknown(about(request, String.valueOf(e.getMessage())));
    }
  }

  /** How one try went: a result, or what kept it from having one. Nothing was written then. */
  private record Attempt(Optional<CasResult> result, String obstacle) {
    static Attempt of(CasResult result) {
      return new Attempt(Optional.of(result), "");
    }

    static Attempt blocked(String obstacle) {
      return new Attempt(Optional.empty(), obstacle);
    }
  }

  /** Copies the work to be published, if it may be; that takes time and needs no lock. */
  private Optional<CasResult> bring(CasRequest request, Deadline deadline) throws IOException {
    if (request.updates().isEmpty()) {
      return Optional.empty();
    }
    Optional<ObjectId> last = judge.reader().remembered(request.task());
    try (Sight sight = look(OptionalLong.of(request.task().number()), deadline)) {
      return judge.bring(
          sight, request, judge.read(sight, request.task(), last), new DeadlineMonitor(deadline));
    }
  }

  private Attempt locked(CasRequest request, Deadline deadline) throws IOException {
    RepositoryLock lock;
    try {
      lock = RepositoryLock.acquire(gitDir.toPath(), deadline.left());
    } catch (BzzzException e) {
      return Attempt.of(refused(e));
    }
    Optional<ObjectId> last = judge.reader().remembered(request.task());
    try (lock;
        Sight sight = look(OptionalLong.of(request.task().number()), deadline)) {
      ClaimReader.Reading now = judge.read(sight, request.task(), last);
      if (request.repairs()
          && unreadable(now.tip())
          && now.tip().record().filter(request.next()::equals).isPresent()) {
        return uncovered(request, last, lock);
      }
      Judge.Verdict verdict = judge.judge(sight, request, now);
      if (verdict.step().isEmpty()) {
        return Attempt.of(verdict.result().orElseThrow());
      }
      Optional<Path> taken = GitLocks.inTheWay(gitDir.toPath(), request);
      return taken.isPresent()
          ? Attempt.blocked(
              "git's lock file " + taken.get() + " is in the way; wait till it is old")
          : move(sight, request, verdict.step().get(), lock);
    }
  }

  private static boolean unreadable(Tip tip) {
    return tip.position().equals(ClaimReader.UNREADABLE);
  }

  /**
   * Takes a ref file away that holds no object id, and sets the claim back from what shows then:
   * nothing, or an older value from {@code packed-refs}. Who dies in between leaves a claim that
   * was moved back, which is repaired like any other.
   */
  private Attempt uncovered(CasRequest request, Optional<ObjectId> last, RepositoryLock lock)
      throws IOException {
    Files.deleteIfExists(file(request.task()));
    try (Sight sight = look(OptionalLong.of(request.task().number()), Deadline.after(NO_WAIT))) {
      ClaimReader.Reading now = judge.read(sight, request.task(), last);
      if (now.tip().damage().isEmpty()) {
        return Attempt.of(
            now.tip().isAt(request.next())
                ? new CasResult.Won(now.tip())
                : new CasResult.Lost(now.tip()));
      }
      Judge.Verdict verdict = judge.judge(sight, CasRequest.repair(now.tip()), now);
      return verdict.step().isEmpty()
          ? Attempt.of(verdict.result().orElseThrow())
          : move(sight, request, verdict.step().get(), lock);
    }
  }

  @Override
  public boolean remove(Tip damaged, Deadline deadline) throws IOException {
    TaskId task = damaged.task();
    String name = ClaimRefs.claim(task.number());
    Optional<ObjectId> last = judge.reader().remembered(task);
    try (RepositoryLock lock = RepositoryLock.acquire(gitDir.toPath(), deadline.left());
        Sight sight = look(OptionalLong.of(task.number()), deadline)) {
      if (!judge.read(sight, task, last).tip().equals(damaged)) {
        return false;
      }
      if (unreadable(damaged)) {
        Files.deleteIfExists(file(task));
      }
      Optional<Ref> left = RefTransaction.read(sight.git(), name);
      return left.isEmpty()
          || new RefTransaction(sight.git())
                  .update(name, left.get().getObjectId(), ObjectId.zeroId())
                  .commit(lock)
              == RefTransaction.Outcome.APPLIED;
    }
  }

  private Path file(TaskId task) {
    return gitDir.toPath().resolve(ClaimRefs.claim(task.number()));
  }

  private Attempt move(Sight sight, CasRequest request, Judge.Try step, RepositoryLock lock)
      throws IOException {
    step.store(sight);
    RefTransaction refs = new RefTransaction(sight.git());
    refs.update(step.ref(), step.from(), step.to());
    for (RefUpdate update : request.updates()) {
      refs.update(
          ClaimRefs.branch(update.branch()),
          update.expected().map(ObjectId::fromString).orElseGet(ObjectId::zeroId),
          ObjectId.fromString(update.head()));
    }
    try {
      return refs.commit(lock) == RefTransaction.Outcome.APPLIED
          ? Attempt.of(new CasResult.Won(judge.after(sight, request, step)))
          : Attempt.blocked("the refs keep moving; something writes there without the lock");
    } catch (BzzzException e) {
      return Attempt.of(afterFailure(request, step, e));
    }
  }

  /** Nobody else moves these refs now, so a look tells whether the failed step was made. */
  private CasResult afterFailure(CasRequest request, Judge.Try step, BzzzException failure)
      throws IOException {
    try (org.eclipse.jgit.lib.Repository git = open()) {
      ObjectId now =
          RefTransaction.read(git, step.ref())
              .map(ref -> ref.getObjectId())
              .orElseGet(ObjectId::zeroId);
      return now.equals(step.from())
          ? refused(failure)
          : new CasResult.Unknown(about(request, failure.getMessage()));
    }
  }

  private static boolean paused() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private org.eclipse.jgit.lib.Repository open() throws IOException {
    try {
      org.eclipse.jgit.lib.Repository git =
          new FileRepositoryBuilder().setGitDir(gitDir).setMustExist(true).build();
      StoredConfig config = git.getConfig(); // changed in memory only
      config.setBoolean("core", null, "fsyncObjectFiles", true);
      config.setBoolean("core", null, "fsyncRefFiles", true);
      return git;
    } catch (RepositoryNotFoundException e) {
      throw new NotFound(
          "cannot open the repository "
              + repository.name()
              + ": "
              + gitDir
              + " is gone; check the path");
    }
  }

  private static CasResult refused(BzzzException e) {
    Duration retryAfter = e instanceof TransientException busy ? busy.retryAfter() : Duration.ZERO;
    return new CasResult.Refused(e.getMessage(), retryAfter);
  }

  private String about(CasRequest request, String why) {
    return "the claim of task "
        + request.task().number()
        + " of "
        + repository.name()
        + " may or may not have moved: "
        + why;
  }
}
