package dev.bzzz.git.ledger;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.git.local.RepositoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Git's own lock files, which plain git and writers that were killed leave. */
final class GitLocks {
  private GitLocks() {}

  /**
   * A young lock file in the way of a request. We hold the repository's lock, so it belongs to a
   * plain git process or to a writer that was killed a moment ago: that is waited for without our
   * lock.
   *
   * @param claim full name of the claim's ref
   */
  static Optional<Path> inTheWay(Path gitDir, String claim, CasRequest request) throws IOException {
    List<String> names = new ArrayList<>();
    names.add(claim);
    if (!request.updates().isEmpty()) {
      names.add("packed-refs");
    }
    request.updates().forEach(update -> names.add(Namespace.branch(update.branch())));
    for (String name : names) {
      Path file = gitDir.resolve(name + ".lock");
      if (young(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private static boolean young(Path file) throws IOException {
    try {
      Instant modified = Files.getLastModifiedTime(file).toInstant();
      return Duration.between(modified, Instant.now()).abs().compareTo(RepositoryLock.STALE_AFTER)
          < 0;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
