package dev.bzzz.git.local;

import dev.bzzz.core.repo.RepositoryName;
import java.util.Map;
import java.util.Optional;

/**
 * Changes files on the default branches of a forge's repositories, such as the claim policy: for
 * people who set repositories up, never for agents' work. Safe for use by many threads.
 */
public interface BranchFiles {
  /** How often a change is tried while others keep moving the branch. */
  int MAX_TRIES = 10;

  /** What a commit holds. */
  @FunctionalInterface
  interface CommitView {
    /**
     * The text of a file, or empty when there is none of that path.
     *
     * @throws dev.bzzz.core.PermanentException if it is larger than 1 MiB or damaged
     */
    Optional<String> file(String path);
  }

  /** A change of files. May be asked again when somebody else was quicker. */
  @FunctionalInterface
  interface Edit {
    /** The files to add or replace, path to text; empty when the commit is right as it is. */
    Map<String, String> edit(CommitView before);
  }

  /**
   * Changes files on the default branch by one commit that nobody's commit gets lost by.
   *
   * @param author who changes them
   * @param message first line for {@code git log}
   * @return the commit, or empty when there was nothing to change
   * @throws dev.bzzz.core.NotFound if there is no such repository
   * @throws dev.bzzz.core.PermanentException if it has no commits, or nobody may write there
   * @throws dev.bzzz.core.Conflict if others changed the branch again and again
   */
  Optional<String> edit(RepositoryName name, String author, String message, Edit edit);
}
