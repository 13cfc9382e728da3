package dev.bzzz.git.ledger;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FileUtils;

/**
 * An empty bare repository in a temporary folder, which goes when it is closed. In memory it would
 * be simpler, but there JGit knows nothing of histories that were cut off.
 */
final class ScratchRepository implements AutoCloseable {
  private final File folder;
  private final Repository git;

  ScratchRepository() throws IOException {
    folder = Files.createTempDirectory("bzzz-scratch-").toFile();
    git = new FileRepositoryBuilder().setGitDir(folder).setBare().build();
    git.create(true);
  }

  Repository git() {
    return git;
  }

  @Override
  public void close() throws IOException {
    git.close();
    FileUtils.delete(folder, FileUtils.RECURSIVE | FileUtils.RETRY);
  }
}
