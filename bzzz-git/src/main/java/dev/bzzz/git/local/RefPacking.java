package dev.bzzz.git.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.internal.storage.file.RefDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the refs of issues into {@code packed-refs} once many of them are files of their own: to
 * read thousands of small files takes a hundred times as long as to read one. Their values stay.
 */
final class RefPacking {
  /** So many refs of issues may be files of their own. */
  static final int MAX_LOOSE = 256;

  private static final Logger LOG = LoggerFactory.getLogger(RefPacking.class);

  private RefPacking() {}

  /** Packs when there are many; under the lock, so that no writer is surprised. */
  static void packIfMany(BareRepository repository, RepositoryLock lock) throws IOException {
    Path folder = repository.dir().resolve(IssueStore.PREFIX);
    if (!Files.isDirectory(folder)
        || !(repository.git().getRefDatabase() instanceof RefDirectory refs)) {
      return;
    }
    List<String> loose = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (IssueNumbers.parse(name).isPresent()) {
          loose.add(IssueStore.PREFIX + name);
        }
      }
    }
    if (loose.size() > MAX_LOOSE) {
      lock.awaitFree("packed-refs");
      LOG.debug("packs refs: repository={} count={}", repository.name(), loose.size());
      refs.pack(loose);
    }
  }
}
