package dev.bzzz.git.ledger;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
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
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.ObjectId;
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
  private static final int MAX_LOOKS = 3;

  private final Repository repository;
  private final File gitDir;
  private final Judge judge;
  private final DirectWriter writer;
  private org.eclipse.jgit.lib.@Nullable Repository objects;
  private volatile Namespace place = Namespace.REFS;

  DirectRegister(Repository repository, Judge judge) {
    this.repository = repository;
    this.judge = judge;
    this.gitDir = LocalGit.folder(repository);
    this.writer = new DirectWriter(repository, gitDir);
    try {
      PreparedRef.removeAbandoned(gitDir.toPath());
    } catch (IOException e) {
      LOG.warn("cannot clean up: repository={} cause={}", repository.name(), e.toString());
    }
  }

  @Override
  public Sight look(OptionalLong number, Deadline deadline) throws IOException {
    org.eclipse.jgit.lib.Repository git = objects();
    try {
      return look(git, number);
    } catch (IOException | RuntimeException e) {
      git.close();
      throw e;
    }
  }

  /** Looks where the claims were before, and once more where the policy has moved them. */
  private Sight look(org.eclipse.jgit.lib.Repository git, OptionalLong number) throws IOException {
    for (int i = 0; i < MAX_LOOKS; i++) {
      Namespace looked = place;
      Sight sight = DirectRefs.look(repository, git, looked, number);
      if (sight.tip() == null) {
        return sight; // without a commit there is no policy, and no claim
      }
      Namespace named = Namespace.of(judge.policies(sight).current());
      if (named == looked) {
        if (number.isEmpty()) {
          requireNone(git, named.other());
        }
        return sight;
      }
      place = named;
    }
    throw new IOException("its policy changes all the time");
  }

  private void requireNone(org.eclipse.jgit.lib.Repository git, Namespace wrong)
      throws IOException {
    Optional<String> stray = DirectRefs.first(git, wrong);
    if (stray.isPresent()) {
      throw wrong.other().misplaced(repository.name().toString(), stray.get());
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
      return new CasResult.Unknown(writer.about(request, String.valueOf(e.getMessage())));
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
      CasResult result = verdict.result().orElseThrow();
      return result instanceof CasResult.Refused && moved(sight, request.task(), now)
          ? Attempt.MOVED
          : Attempt.of(result);
    }
    Judge.Try step = verdict.step().get();
    step.store(sight);
    var plan = new DirectWriter.Plan(request, step, sight.head(), sight.refs().place());
    Attempt moved =
        request.updates().isEmpty()
            ? writer.moveOne(plan, deadline)
            : writer.moveTogether(plan, deadline);
    return moved == Attempt.APPLIED
        ? Attempt.of(new CasResult.Won(judge.after(sight, request, step)))
        : moved;
  }

  /**
   * Whether the claim was moved after it was read. Files are read one after the other and without
   * the lock, so what another has just published would seem to be a branch without a claim.
   */
  private static boolean moved(Sight sight, TaskId task, ClaimReader.Reading now)
      throws IOException {
    return now.tip().damage().isEmpty()
        && !sight.refs().find(sight.refs().claim(task.number())).equals(now.at());
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
      removeUnreadable(place.claim(request.task().number()), lock);
    } catch (BzzzException e) {
      return Attempt.of(DirectWriter.refused(e));
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
  private void removeUnreadable(String name, RepositoryLock lock) throws IOException {
    lock.awaitFree(name);
    Optional<RefFiles.Value> value = new RefFiles(gitDir.toPath()).read(name);
    if (value.filter(each -> each.id().isEmpty()).isPresent()) {
      Files.deleteIfExists(gitDir.toPath().resolve(name));
    }
  }

  @Override
  public boolean remove(Tip damaged, Deadline deadline) throws IOException {
    TaskId task = damaged.task();
    Optional<ObjectId> last = judge.reader().remembered(task);
    try (RepositoryLock lock = RepositoryLock.acquire(gitDir.toPath(), deadline.left());
        Sight sight = look(OptionalLong.of(task.number()), deadline);
        org.eclipse.jgit.lib.Repository git = writer.open()) {
      if (!judge.read(sight, task, last).tip().equals(damaged)) {
        return false;
      }
      String name = sight.refs().claim(task.number());
      removeUnreadable(name, lock);
      Optional<ObjectId> left = sight.refs().find(name);
      return left.isEmpty()
          || new RefTransaction(git).update(name, left.get(), ObjectId.zeroId()).commit(lock)
              == RefTransaction.Outcome.APPLIED;
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

  /** The repository for its objects, which never change; its refs are read by {@link RefFiles}. */
  private synchronized org.eclipse.jgit.lib.Repository objects() throws IOException {
    if (objects == null) {
      objects = writer.open();
    }
    objects.incrementOpen(); // closed with the sight
    return objects;
  }
}
