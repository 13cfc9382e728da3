package dev.bzzz.git.local;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;

/**
 * Moves refs of a local repository from known values to new ones: all of them, or none. Confined to
 * one thread and used once, under the repository's {@link RepositoryLock}.
 *
 * <p>Atomic also against a crash at any moment. One ref is one rename. Several refs go through
 * {@code packed-refs}: JGit first moves the loose ones among them there with their values
 * unchanged, then writes all new values by renaming one file. Whoever dies before that rename has
 * changed nothing, whoever dies after it has changed everything; what stays behind are {@code
 * *.lock} files, which {@link RepositoryLock#awaitFree} clears. Plain git reads the result like any
 * other.
 */
public final class RefTransaction {
  private static final List<String> OURS = List.of("refs/bzzz/", "refs/heads/bzzz-claims/");
  private static final int MAX_TRIES = 3;
  private static final PersonIdent NOBODY = new PersonIdent("bzzz", "bzzz");

  private final Repository repository;
  private final List<Move> moves = new ArrayList<>();

  private record Move(String ref, ObjectId from, ObjectId to) {}

  /** What became of a transaction. */
  public enum Outcome {
    /** Every ref has its new value. */
    APPLIED,
    /** Some ref had another value than expected; nothing changed. */
    CONFLICT
  }

  /** Starts an empty transaction. */
  public RefTransaction(Repository repository) {
    this.repository = repository;
  }

  /** Adds a ref that must not exist yet. */
  public RefTransaction create(String ref, ObjectId to) {
    return update(ref, ObjectId.zeroId(), to);
  }

  /** Adds a ref that must point to {@code from}; the zero id stands for absent, also as target. */
  public RefTransaction update(String ref, ObjectId from, ObjectId to) {
    moves.add(new Move(ref, from.copy(), to.copy()));
    return this;
  }

  /**
   * Makes the changes. All objects must be written before.
   *
   * @throws TransientException if another git process keeps a ref locked
   * @throws PermanentException if git refuses for another reason
   */
  public Outcome commit(RepositoryLock lock) {
    try {
      String refused = "";
      for (int attempt = 0; attempt < MAX_TRIES; attempt++) {
        lock.awaitFree("packed-refs");
        moves.forEach(move -> lock.awaitFree(move.ref()));
        if (!expected()) {
          return Outcome.CONFLICT;
        }
        Optional<ReceiveCommand> failed = execute();
        if (failed.isEmpty()) {
          return Outcome.APPLIED;
        }
        refused = failed.get().getRefName() + ": " + failed.get().getResult();
        if (failed.get().getResult() != ReceiveCommand.Result.LOCK_FAILURE) {
          throw new PermanentException(cannot() + "git refuses " + refused + message(failed.get()));
        }
      }
      if (!expected()) {
        return Outcome.CONFLICT;
      }
      throw new TransientException(
          cannot()
              + refused
              + "; another git process is busy there, or a ref of that name stands"
              + " in the way",
          Duration.ofSeconds(1));
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new TransientException(cannot() + "interrupted", e); // closes files under git
      }
      throw new PermanentException(cannot() + e + "; check the folder and the room on its disk", e);
    }
  }

  /**
   * The newest value of a ref, even while another process packs refs; empty when it is absent.
   *
   * <p>JGit looks into {@code packed-refs} first and for the loose file second. A ref that is
   * packed in between seems absent or shows an old value; a second look cannot miss it.
   *
   * @throws IOException also if what stands there is no ref: that must never count as absent
   */
  public static Optional<Ref> read(Repository repository, String name) throws IOException {
    Ref first = repository.getRefDatabase().exactRef(name);
    if (first != null && first.getStorage() == Ref.Storage.LOOSE && !first.isSymbolic()) {
      return Optional.of(first);
    }
    Ref second = repository.getRefDatabase().exactRef(name);
    Path file = repository.getDirectory().toPath().resolve(name);
    Optional<String> fault = LooseRef.fault(file, second);
    if (fault.isPresent()) {
      throw new IOException(fault.get());
    }
    if (second != null && second.isSymbolic() && OURS.stream().anyMatch(name::startsWith)) {
      throw new IOException("its ref is symbolic, pointing to " + second.getTarget().getName());
    }
    return Optional.ofNullable(second);
  }

  private boolean expected() throws IOException {
    for (Move move : moves) {
      ObjectId now = read(repository, move.ref()).map(Ref::getObjectId).orElseGet(ObjectId::zeroId);
      if (!now.equals(move.from())) {
        return false;
      }
    }
    return true;
  }

  private Optional<ReceiveCommand> execute() throws IOException {
    BatchRefUpdate batch = repository.getRefDatabase().newBatchUpdate();
    batch.setAtomic(true);
    batch.setAllowNonFastForwards(true); // the expected value is the guard
    batch.setRefLogIdent(NOBODY);
    batch.disableRefLog();
    for (Move move : moves) {
      batch.addCommand(new ReceiveCommand(move.from(), move.to(), move.ref()));
    }
    try (RevWalk walk = new RevWalk(repository)) {
      batch.execute(walk, NullProgressMonitor.INSTANCE);
    }
    // The others of a refused batch are marked as aborted: the one that caused it is looked for.
    return batch.getCommands().stream()
        .filter(command -> command.getResult() != ReceiveCommand.Result.OK)
        .min(Comparator.comparing(command -> !isCause(command)));
  }

  private static boolean isCause(ReceiveCommand command) {
    return command.getResult() != ReceiveCommand.Result.REJECTED_OTHER_REASON
        || !JGitText.get().transactionAborted.equals(command.getMessage());
  }

  private String cannot() {
    return "cannot move "
        + moves.stream().map(Move::ref).toList()
        + " of "
        + repository.getDirectory()
        + ": ";
  }

  private static String message(ReceiveCommand command) {
    return command.getMessage() == null ? "" : " (" + command.getMessage() + ")";
  }
}
