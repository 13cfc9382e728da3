package dev.bzzz.git.local;

import dev.bzzz.core.Conflict;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.RepositoryName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;

/**
 * Commits files to a branch of a bare repository on this machine, as a person would who sets it up:
 * the claim policy, the settings, the history of a new repository. Agents' own work never goes this
 * way. Safe for use by many threads and processes.
 */
public final class BranchWriter {
  private static final int MAX_FILE_BYTES = 1 << 20;

  private final RepositoryName name;
  private final Path gitDir;

  /** Writes to the repository in {@code gitDir}; the name is for errors. */
  public BranchWriter(RepositoryName name, Path gitDir) {
    this.name = name;
    this.gitDir = gitDir;
  }

  /**
   * What one commit changes.
   *
   * @param put path to content; files that begin with {@code #!} become executable
   * @param remove paths of files that go
   */
  public record Change(Map<String, byte[]> put, Set<String> remove) {
    /** Copies the collections. */
    public Change {
      put = Map.copyOf(put);
      remove = Set.copyOf(remove);
    }
  }

  /**
   * Who commits, what the log says, and when.
   *
   * @param message subject, and body after an empty line
   */
  public record Entry(String author, String email, Instant at, String message) {}

  /** The commit a branch points to; empty when there is no such branch. */
  public Optional<String> head(String branch) {
    return with(repository -> repository.ref(Constants.R_HEADS + branch).map(ObjectId::name));
  }

  /** A file at the head of a branch; empty when either is missing. */
  public Optional<byte[]> file(String branch, String path) {
    return with(
        repository -> {
          Optional<ObjectId> head = repository.ref(Constants.R_HEADS + branch);
          try (CommitFiles files = repository.files()) {
            return head.isEmpty() ? Optional.empty() : files.file(head.get(), path, MAX_FILE_BYTES);
          }
        });
  }

  /**
   * Adds one commit to a branch, or begins it.
   *
   * @param expected the head the change was made for, as {@link #head} gave it
   * @return the new head
   * @throws Conflict if the branch has moved on since; read it again
   */
  public String commit(String branch, Optional<String> expected, Change change, Entry entry) {
    return with(
        repository -> {
          Optional<ObjectId> parent = expected.map(ObjectId::fromString);
          ObjectId commit = write(repository.git(), parent, new Step(change, entry));
          String ref = Constants.R_HEADS + branch;
          try (RepositoryLock lock =
              RepositoryLock.acquire(repository.dir(), RepositoryLock.DEFAULT_TIMEOUT)) {
            RefTransaction move = new RefTransaction(repository.git());
            parent.ifPresentOrElse(
                from -> move.update(ref, from, commit), () -> move.create(ref, commit));
            if (move.commit(lock) == RefTransaction.Outcome.CONFLICT) {
              throw new Conflict(
                  "cannot commit to " + branch + " of " + name + ": it has moved on; try again");
            }
          }
          return commit.name();
        });
  }

  /**
   * One commit of a history.
   *
   * @param change against the commit before
   * @param entry its log entry
   */
  public record Step(Change change, Entry entry) {}

  /**
   * Begins a branch with a whole history, oldest commit first: it appears with all of them at once.
   *
   * @return whether it was begun; false when there is a branch of that name already
   */
  public boolean begin(String branch, List<Step> history) {
    return with(
        repository -> {
          String ref = Constants.R_HEADS + branch;
          Optional<ObjectId> head = Optional.empty();
          if (history.isEmpty() || repository.ref(ref).isPresent()) {
            return false;
          }
          for (Step step : history) {
            head = Optional.of(write(repository.git(), head, step));
          }
          try (RepositoryLock lock =
              RepositoryLock.acquire(repository.dir(), RepositoryLock.DEFAULT_TIMEOUT)) {
            RefTransaction create = new RefTransaction(repository.git()).create(ref, head.get());
            return create.commit(lock) == RefTransaction.Outcome.APPLIED;
          }
        });
  }

  /**
   * Writes the objects of one commit into any repository; no ref moves.
   *
   * @param parent empty for the first of a history
   */
  public static ObjectId write(Repository git, Optional<ObjectId> parent, Step step)
      throws IOException {
    Entry entry = step.entry();
    PersonIdent who = new PersonIdent(entry.author(), entry.email(), entry.at(), ZoneOffset.UTC);
    return CommitWriter.write(
        git,
        new CommitWriter.Draft(
            parent, step.change().put(), step.change().remove(), who, entry.message()));
  }

  private <T> T with(Action<T> action) {
    try (BareRepository repository = BareRepository.open(name, gitDir, new FileCache())) {
      return action.on(repository);
    } catch (IOException e) {
      throw new PermanentException(
          "cannot write to " + name + " in " + gitDir + ": " + e + "; check the folder", e);
    }
  }

  private interface Action<T> {
    T on(BareRepository repository) throws IOException;
  }
}
