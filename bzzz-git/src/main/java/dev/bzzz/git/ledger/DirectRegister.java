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
import dev.bzzz.git.local.PreparedRef;
import dev.bzzz.git.local.RefFiles;
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
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * <p>The lock is held for moments only. Reading, checking, writing the record's commit and forcing
 * files to the disk come before it; under it the ref is compared with what was read, and renamed.
 *
 * <p>Refs are read from the files by each call. The repository stays open for its objects alone,
 * since they never change; when a reading makes no sense it is opened afresh.
 */
final class DirectRegister implements Register {
  private static final Logger LOG = LoggerFactory.getLogger(DirectRegister.class);
  private static final int POLL_MS = 20;
  private static final Attempt APPLIED = Attempt.again("");

  private final Repository repository;
  private final File gitDir;
  private final Judge judge;
  private org.eclipse.jgit.lib.@Nullable Repository objects;

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
    try {
      PreparedRef.removeAbandoned(found.toPath());
    } catch (IOException e) {
      LOG.warn("cannot clean up: repository={} cause={}", repository.name(), e.toString());
    }
  }

  @Override
  public Sight look(OptionalLong number, Deadline deadline) throws IOException {
    org.eclipse.jgit.lib.Repository git = objects();
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
      Attempt attempt = Attempt.again("");
      do {
        if (attempt.pause() && !paused()) {
          break;
        }
        attempt = attempt(request, deadline);
        if (attempt.result().isPresent()) {
          return attempt.result().get();
        }
      } while (!deadline.passed());
      return new CasResult.Refused(attempt.obstacle(), Duration.ofSeconds(1));
    } catch (IOException e) {
      doubt();
      return new CasResult.Unknown(about(request, String.valueOf(e.getMessage())));
    }
  }

  @Override
  public synchronized void doubt() {
    if (objects != null) {
      objects.close();
      objects = null;
    }
  }

  @Override
  public void close() {
    doubt();
  }

  /**
   * How one try went: a result, or what kept it from having one. Nothing was written then.
   *
   * @param pause whether to pause before the next try
   */
  private record Attempt(Optional<CasResult> result, String obstacle, boolean pause) {
    static Attempt of(CasResult result) {
      return new Attempt(Optional.of(result), "", false);
    }

    static Attempt again(String obstacle) {
      return new Attempt(Optional.empty(), obstacle, false);
    }

    static Attempt blocked(String obstacle) {
      return new Attempt(Optional.empty(), obstacle, true);
    }
  }

  /** Reads, checks and writes all that is new; only then it takes the lock. */
  private Attempt attempt(CasRequest request, Deadline deadline) throws IOException {
    Optional<ObjectId> last = judge.reader().remembered(request.task());
    try (Sight sight = look(OptionalLong.of(request.task().number()), deadline)) {
      ClaimReader.Reading now = judge.read(sight, request.task(), last);
      if (now.tip().damage().isPresent()) {
        doubt();
      }
      if (request.repairs()
          && unreadable(now.tip())
          && now.tip().record().filter(request.next()::equals).isPresent()) {
        return uncovered(request, deadline);
      }
      if (!request.updates().isEmpty()) {
        Optional<CasResult> early = judge.bring(sight, request, now, new DeadlineMonitor(deadline));
        if (early.isPresent()) {
          return Attempt.of(early.get());
        }
      }
      return attempt(sight, request, now, deadline);
    }
  }

  private Attempt attempt(
      Sight sight, CasRequest request, ClaimReader.Reading now, Deadline deadline)
      throws IOException {
    Judge.Verdict verdict = judge.judge(sight, request, now);
    if (verdict.step().isEmpty()) {
      return Attempt.of(verdict.result().orElseThrow());
    }
    Judge.Try step = verdict.step().get();
    step.store(sight);
    Plan plan = new Plan(request, step, sight.head());
    Attempt moved =
        request.updates().isEmpty() ? moveOne(plan, deadline) : moveTogether(plan, deadline);
    return moved == APPLIED
        ? Attempt.of(new CasResult.Won(judge.after(sight, request, step)))
        : moved;
  }

  private static boolean unreadable(Tip tip) {
    return tip.position().equals(ClaimReader.UNREADABLE);
  }

  /**
   * Takes a ref file away that holds no object id, and sets the claim back from what shows then:
   * nothing, or an older value from {@code packed-refs}. Who dies in between leaves a claim that
   * was moved back, which is repaired like any other.
   */
  private Attempt uncovered(CasRequest request, Deadline deadline) throws IOException {
    try (RepositoryLock lock = RepositoryLock.acquire(gitDir.toPath(), deadline.left())) {
      removeUnreadable(request.task(), lock);
    } catch (BzzzException e) {
      return Attempt.of(refused(e));
    }
    Optional<ObjectId> last = judge.reader().remembered(request.task());
    try (Sight sight = look(OptionalLong.of(request.task().number()), deadline)) {
      ClaimReader.Reading now = judge.read(sight, request.task(), last);
      if (now.tip().damage().isEmpty()) {
        return Attempt.of(
            now.tip().isAt(request.next())
                ? new CasResult.Won(now.tip())
                : new CasResult.Lost(now.tip()));
      }
      return attempt(sight, CasRequest.repair(now.tip()), now, deadline);
    }
  }

  /** Under the lock, so that it is not another's good value that goes. */
  private void removeUnreadable(TaskId task, RepositoryLock lock) throws IOException {
    String name = ClaimRefs.claim(task.number());
    lock.awaitFree(name);
    Optional<RefFiles.Value> value = new RefFiles(gitDir.toPath()).read(name);
    if (value.filter(each -> each.id().isEmpty()).isPresent()) {
      Files.deleteIfExists(gitDir.toPath().resolve(name));
    }
  }

  @Override
  public boolean remove(Tip damaged, Deadline deadline) throws IOException {
    TaskId task = damaged.task();
    String name = ClaimRefs.claim(task.number());
    Optional<ObjectId> last = judge.reader().remembered(task);
    try (RepositoryLock lock = RepositoryLock.acquire(gitDir.toPath(), deadline.left());
        Sight sight = look(OptionalLong.of(task.number()), deadline);
        org.eclipse.jgit.lib.Repository git = open()) {
      if (!judge.read(sight, task, last).tip().equals(damaged)) {
        return false;
      }
      removeUnreadable(task, lock);
      Optional<ObjectId> left = sight.refs().find(name);
      return left.isEmpty()
          || new RefTransaction(git).update(name, left.get(), ObjectId.zeroId()).commit(lock)
              == RefTransaction.Outcome.APPLIED;
    }
  }

  /**
   * A step that was found good.
   *
   * @param head the default branch's commit it was judged by; another one asks for a new judgement
   */
  private record Plan(CasRequest request, Judge.Try step, ObjectId head) {}

  /** Moves the claim ref alone. */
  private Attempt moveOne(Plan plan, Deadline deadline) throws IOException {
    Judge.Try step = plan.step();
    try (PreparedRef next = PreparedRef.write(gitDir.toPath(), step.ref(), step.to())) {
      return locked(plan, deadline, lock -> next.moveFrom(step.from(), lock));
    }
  }

  /** Moves the claim ref and the work branch. */
  private Attempt moveTogether(Plan plan, Deadline deadline) throws IOException {
    try (org.eclipse.jgit.lib.Repository git = open()) {
      RefTransaction refs = new RefTransaction(git);
      refs.update(plan.step().ref(), plan.step().from(), plan.step().to());
      for (RefUpdate update : plan.request().updates()) {
        refs.update(
            ClaimRefs.branch(update.branch()),
            update.expected().map(ObjectId::fromString).orElseGet(ObjectId::zeroId),
            ObjectId.fromString(update.head()));
      }
      return locked(plan, deadline, refs::commit);
    }
  }

  /** What is done under the lock. */
  private interface Move {
    RefTransaction.Outcome make(RepositoryLock lock);
  }

  private Attempt locked(Plan plan, Deadline deadline, Move move) throws IOException {
    RepositoryLock lock;
    try {
      lock = RepositoryLock.acquire(gitDir.toPath(), deadline.left());
    } catch (BzzzException e) {
      return Attempt.of(refused(e));
    }
    try (lock) {
      Optional<Path> taken = GitLocks.inTheWay(gitDir.toPath(), plan.request());
      if (taken.isPresent()) {
        return Attempt.blocked(
            "git's lock file " + taken.get() + " is in the way; wait till it is old");
      }
      boolean policyMoved =
          new RefFiles(gitDir.toPath()).head().filter(plan.head()::equals).isEmpty();
      return !policyMoved && move.make(lock) == RefTransaction.Outcome.APPLIED
          ? APPLIED
          : Attempt.again("the refs keep moving; others write there all the time");
    } catch (BzzzException e) {
      return Attempt.of(afterFailure(plan, e));
    }
  }

  /** Whether the failed step was made, as the ref tells. */
  private CasResult afterFailure(Plan plan, BzzzException failure) throws IOException {
    ObjectId now =
        new RefFiles(gitDir.toPath())
            .read(plan.step().ref())
            .flatMap(RefFiles.Value::id)
            .orElseGet(ObjectId::zeroId);
    return now.equals(plan.step().from())
        ? refused(failure)
        : new CasResult.Unknown(about(plan.request(), failure.getMessage()));
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

  /** The repository for its objects, which never change; its refs are read by {@link RefFiles}. */
  private synchronized org.eclipse.jgit.lib.Repository objects() throws IOException {
    if (objects == null) {
      objects = open();
    }
    objects.incrementOpen(); // closed with the sight
    return objects;
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
