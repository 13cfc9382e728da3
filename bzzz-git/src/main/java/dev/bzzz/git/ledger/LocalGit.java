package dev.bzzz.git.ledger;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.repo.Repository;
import java.io.File;
import java.nio.file.Path;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.util.FS;

/** Finds bare repositories on this machine. */
final class LocalGit {
  private LocalGit() {}

  /** Whether a repository's URL is a folder of this machine. */
  static boolean holds(Repository repository) {
    return "file".equalsIgnoreCase(repository.gitUrl().getScheme());
  }

  /**
   * The folder git keeps a repository in.
   *
   * @throws NotFound if it is none
   */
  static File folder(Repository repository) {
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
    return found;
  }
}
