package dev.bzzz.git.ledger;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.Repository;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What one listing of a repository's refs found, with the git repository that has the objects.
 * Closing it closes that. Confined to one thread.
 *
 * @param repository the repository
 * @param git where the objects are
 * @param tip the commit the default branch is at; null when there is none
 * @param claims claim refs by task number
 * @param refs finds further refs
 */
record Sight(
    Repository repository,
    org.eclipse.jgit.lib.Repository git,
    @Nullable ObjectId tip,
    SortedMap<Long, Seen> claims,
    Refs refs)
    implements AutoCloseable {
  /** Finds refs by name. */
  interface Refs {
    /** Where the claims are. */
    Namespace place();

    /** Full name of the ref that holds a task's claim. */
    default String claim(long number) {
      return place().claim(number);
    }

    /** What a ref points to. */
    Optional<ObjectId> find(String ref) throws IOException;

    /** Full names of refs that keep {@code ref} from being created, because of their names. */
    List<String> obstacles(String ref) throws IOException;
  }

  /**
   * A claim ref as listed.
   *
   * @param id what it points to; null when that is no object id
   * @param fault why it points to nothing usable; empty when it may
   */
  record Seen(@Nullable ObjectId id, String fault) {
    static Seen at(ObjectId id) {
      return new Seen(id, "");
    }

    static Seen damaged(String fault) {
      return new Seen(null, fault);
    }
  }

  /** How people call the repository. */
  String name() {
    return repository.name().toString();
  }

  /** The commit the default branch is at. */
  ObjectId head() {
    if (tip == null) {
      throw withoutCommits(name());
    }
    return tip;
  }

  static PermanentException withoutCommits(String name) {
    return new PermanentException(
        "cannot use the claims of "
            + name
            + ": the repository has no commits; push a first one, then run 'bzzz init'");
  }

  /** The same listing with one claim moved. */
  Sight with(long number, ObjectId id) {
    SortedMap<Long, Seen> moved = new TreeMap<>(claims);
    moved.put(number, Seen.at(id));
    return new Sight(repository, git, tip, moved, refs);
  }

  @Override
  public void close() {
    git.close();
  }
}
