package dev.bzzz.core.repo;

import java.util.Optional;

/** Opens workspaces. Safe for use by many threads. */
@FunctionalInterface
public interface WorkspaceFactory {
  /**
   * Checks out {@code base} of a repository into a new folder.
   *
   * @throws dev.bzzz.core.TransientException if the forge cannot be reached now
   * @throws dev.bzzz.core.PermanentException if there is no such commit or no room
   */
  Workspace open(Repository repository, String base);

  /**
   * The bytes of a file as a commit has it, or empty when it has none of that path. Opens a
   * workspace for it, where an implementation knows nothing cheaper.
   *
   * @throws dev.bzzz.core.TransientException if the forge cannot be reached now
   * @throws dev.bzzz.core.PermanentException if there is no such commit or no room
   */
  default Optional<byte[]> file(Repository repository, String commit, String path) {
    try (Workspace workspace = open(repository, commit)) {
      return workspace.baseFile(path);
    }
  }
}
