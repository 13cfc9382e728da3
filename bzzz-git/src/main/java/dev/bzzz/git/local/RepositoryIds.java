package dev.bzzz.git.local;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.RepositoryId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The id of a repository: 32 hexadecimal digits in the file {@value #FILE} of the commit at {@value
 * #REF}. Drawn once, by whoever comes first, and never changed.
 */
final class RepositoryIds {
  static final String REF = "refs/bzzz/id";
  static final String FILE = "id";

  private static final int MAX_BYTES = 64;
  private static final SecureRandom RANDOM = new SecureRandom();

  private RepositoryIds() {}

  /** The id, if the repository has one. */
  static Optional<RepositoryId> read(BareRepository repository) throws IOException {
    try (CommitFiles files = repository.files()) {
      Optional<ObjectId> commit = repository.quietRef(REF);
      if (commit.isEmpty()) {
        return Optional.empty();
      }
      byte[] text =
          files
              .file(commit.get(), FILE, MAX_BYTES)
              .orElseThrow(() -> new IOException("the file " + FILE + " is missing"));
      return Optional.of(new RepositoryId(new String(text, StandardCharsets.US_ASCII).strip()));
    } catch (IOException | IllegalArgumentException e) {
      throw new PermanentException(
          "cannot read "
              + REF
              + " of "
              + repository.name()
              + " in "
              + repository.dir()
              + ": "
              + e.getMessage()
              + "; set it back with git update-ref, or the repository's claims are lost",
          e);
    }
  }

  /** The id; draws one if there is none yet. */
  static RepositoryId ensure(BareRepository repository) throws IOException {
    Optional<RepositoryId> known = read(repository);
    if (known.isPresent()) {
      return known.get();
    }
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    ObjectId commit =
        repository.commit(
            Optional.empty(),
            Map.of(FILE, HexFormat.of().formatHex(bytes) + "\n"),
            new BareRepository.CommitText("bzzz", "name this repository", Instant.now()));
    try (RepositoryLock lock =
        RepositoryLock.acquire(repository.dir(), RepositoryLock.DEFAULT_TIMEOUT)) {
      // A conflict means that somebody else drew one first; theirs counts.
      new RefTransaction(repository.git()).create(REF, commit).commit(lock);
    }
    return read(repository).orElseThrow(() -> new IOException(REF + " vanished"));
  }
}
