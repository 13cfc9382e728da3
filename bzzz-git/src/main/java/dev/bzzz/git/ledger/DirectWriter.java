package dev.bzzz.git.ledger;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.RefUpdate;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.git.local.PreparedRef;
import dev.bzzz.git.local.RefFiles;
import dev.bzzz.git.local.RefTransaction;
import dev.bzzz.git.local.RepositoryLock;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Moves refs of a bare repository on this machine under its lock. Safe for use by many threads. */
final class DirectWriter {
  private final Repository repository;
  private final File gitDir;

  DirectWriter(Repository repository, File gitDir) {
    this.repository = repository;
    this.gitDir = gitDir;
  }

  /**
   * A step that was found good.
   *
   * @param head the default branch's commit it was judged by; another one asks for a new judgement
   * @param place where that commit's policy keeps the claims
   */
  record Plan(CasRequest request, Judge.Try step, ObjectId head, Namespace place) {}

  /** Moves the claim ref alone. */
  Attempt moveOne(Plan plan, Deadline deadline) throws IOException {
    Judge.Try step = plan.step();
    try (PreparedRef next = PreparedRef.write(gitDir.toPath(), step.ref(), step.to())) {
      return locked(plan, deadline, lock -> next.moveFrom(step.from(), lock));
    }
  }

  /** Moves the claim ref and the work branch. */
  Attempt moveTogether(Plan plan, Deadline deadline) throws IOException {
    try (org.eclipse.jgit.lib.Repository git = open()) {
      RefTransaction refs = new RefTransaction(git);
      refs.update(plan.step().ref(), plan.step().from(), plan.step().to());
      for (RefUpdate update : plan.request().updates()) {
        refs.update(
            Namespace.branch(update.branch()),
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
      Optional<Path> taken = GitLocks.inTheWay(gitDir.toPath(), plan.step().ref(), plan.request());
      if (taken.isPresent()) {
        return Attempt.blocked(
            "git's lock file " + taken.get() + " is in the way; wait till it is old");
      }
      RefFiles refs = new RefFiles(gitDir.toPath());
      // Not before the lock: by an older policy, claims may just have been kept elsewhere.
      String stray = plan.place().other().claim(plan.request().task().number());
      if (refs.read(stray).isPresent()) {
        return Attempt.of(refused(plan.place().misplaced(repository.name().toString(), stray)));
      }
      boolean policyMoved = refs.head().filter(plan.head()::equals).isEmpty();
      return !policyMoved && move.make(lock) == RefTransaction.Outcome.APPLIED
          ? Attempt.APPLIED
          : Attempt.MOVED;
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

  /** Opens the repository afresh, so that files are forced to the disk. */
  org.eclipse.jgit.lib.Repository open() throws IOException {
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

  static CasResult refused(BzzzException e) {
    Duration retryAfter = e instanceof TransientException busy ? busy.retryAfter() : Duration.ZERO;
    return new CasResult.Refused(e.getMessage(), retryAfter);
  }

  String about(CasRequest request, String why) {
    return "the claim of task "
        + request.task().number()
        + " of "
        + repository.name()
        + " may or may not have moved: "
        + why;
  }
}
