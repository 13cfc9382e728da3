package dev.bzzz.core.repo;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A checkout of one task's base, where a worker makes its change. Confined to one worker; closing
 * it removes it from the disk.
 *
 * <p>Git's own data lie outside {@link #root()}, so what runs in the workspace cannot change
 * history, hooks or configuration.
 */
public interface Workspace extends AutoCloseable {
  /** The files; the only folder that sandboxed commands may write to. */
  Path root();

  /** Folders outside the root that commands may read, such as git's data. */
  List<Path> readable();

  /** The commit the change is based on. */
  String base();

  /** Files that differ from the base, relative to the root, ordered. */
  List<String> changedFiles();

  /** The change against the base as a unified diff, cut at {@code maxBytes}. */
  String diff(int maxBytes);

  /**
   * Commits everything that differs from the base as one commit on it.
   *
   * @return the commit, or empty when nothing differs
   */
  Optional<String> commit(String message, String authorName, String authorEmail);

  /**
   * A fresh checkout of {@code commit}, apart from this one, in a folder of its own.
   *
   * @param overlay globs of files that are taken, or found missing, from {@code overlayCommit}
   *     instead
   */
  Workspace checkout(String commit, List<String> overlay, String overlayCommit);

  /** The bytes of a file of the base commit, or empty when it has none of that path. */
  Optional<byte[]> baseFile(String path);

  /** Where the ledger fetches the commits of this workspace from. */
  URI objects();

  @Override
  void close();
}
