package dev.bzzz.git.local;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The next value of one ref, forced to the disk but not yet in place. Confined to one thread.
 *
 * <p>To force a file to the disk takes most of the time that a compare-and-swap takes. Done before
 * the {@link RepositoryLock} is asked for, it goes on in many processes at once; what remains under
 * the lock is to read the ref and to rename a file. That rename is the commit point: killed before
 * it, this process has changed nothing, killed after it, everything. Plain git is kept out
 * meanwhile by its own lock file beside the ref.
 */
public final class PreparedRef implements AutoCloseable {
  /** Folder of prepared values inside the repository. */
  static final String FOLDER = "bzzz-prepared";

  /** How old a prepared value must be to count as left behind by a killed process. */
  static final Duration ABANDONED_AFTER = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(PreparedRef.class);
  private static final AtomicLong COUNT = new AtomicLong();
  private static final int MAX_TRIES = 3;

  private final Path gitDir;
  private final String ref;
  private final Path draft;

  private PreparedRef(Path gitDir, String ref, Path draft) {
    this.gitDir = gitDir;
    this.ref = ref;
    this.draft = draft;
  }

  /**
   * Writes the value.
   *
   * @param gitDir the bare repository
   * @param ref full name of the ref
   * @param to what it shall point to; the object lies in the repository
   */
  public static PreparedRef write(Path gitDir, String ref, ObjectId to) throws IOException {
    Path folder = Files.createDirectories(gitDir.resolve(FOLDER));
    String name = ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    Path draft = folder.resolve(name);
    boolean written = false;
    try (FileChannel file =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer line = ByteBuffer.wrap((to.name() + "\n").getBytes(StandardCharsets.US_ASCII));
      while (line.hasRemaining()) {
        file.write(line);
      }
      file.force(true);
      written = true;
      return new PreparedRef(gitDir, ref, draft);
    } finally {
      if (!written) {
        Files.deleteIfExists(draft);
      }
    }
  }

  /** Removes what killed processes have left in a repository. */
  public static void removeAbandoned(Path gitDir) throws IOException {
    Instant limit = Instant.now().minus(ABANDONED_AFTER);
    try (Stream<Path> drafts = Files.list(gitDir.resolve(FOLDER))) {
      for (Path draft : drafts.toList()) {
        if (Files.getLastModifiedTime(draft).toInstant().isBefore(limit)) {
          Files.deleteIfExists(draft);
        }
      }
    } catch (NoSuchFileException e) {
      LOG.debug("nothing is left behind: {}", e.getMessage());
    }
  }

  /**
   * Puts the value in place if the ref points to {@code from}; the zero id stands for absent.
   *
   * @throws TransientException if another git process keeps the ref locked
   * @throws PermanentException if the files cannot be written; nothing was changed then
   */
  public RefTransaction.Outcome moveFrom(ObjectId from, RepositoryLock lock) {
    Path target = gitDir.resolve(ref);
    Path marker = gitDir.resolve(ref + ".lock");
    try {
      lock.awaitFree(ref);
      mark(marker);
    } catch (FileAlreadyExistsException e) {
      throw new TransientException(
          cannot() + "another git process is busy there, or a ref of that name is in the way",
          Duration.ofSeconds(1));
    } catch (IOException e) {
      throw failed(e);
    }
    try {
      if (!expected(from)) {
        return RefTransaction.Outcome.CONFLICT;
      }
      put(target);
      return RefTransaction.Outcome.APPLIED;
    } catch (IOException e) {
      throw failed(e);
    } finally {
      remove(marker);
    }
  }

  @Override
  public void close() {
    remove(draft);
  }

  /** Git removes folders that have become empty; then it is made once more. */
  private void mark(Path marker) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.createFile(marker);
        return;
      } catch (NoSuchFileException e) {
        if (attempt == MAX_TRIES) {
          throw e;
        }
        Files.createDirectories(marker.getParent());
      }
    }
  }

  private boolean expected(ObjectId from) throws IOException {
    Optional<RefFiles.Value> now = new RefFiles(gitDir).read(ref);
    return now.isEmpty()
        ? from.equals(ObjectId.zeroId())
        : now.get().id().filter(from::equals).isPresent();
  }

  private void put(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      FileUtils.delete(target.toFile(), FileUtils.RECURSIVE | FileUtils.EMPTY_DIRECTORIES_ONLY);
    }
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Counts as left behind by a dead writer once it is old.
      LOG.warn("could not remove {}: {}", file, e.getMessage());
    }
  }

  private PermanentException failed(IOException e) {
    return new PermanentException(cannot() + e + "; check the folder and its permissions", e);
  }

  private String cannot() {
    return "cannot move " + ref + " of " + gitDir + ": ";
  }
}
