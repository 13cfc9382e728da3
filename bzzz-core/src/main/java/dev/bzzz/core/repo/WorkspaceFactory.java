package dev.bzzz.core.repo;

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
}
