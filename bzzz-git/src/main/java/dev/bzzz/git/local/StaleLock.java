package dev.bzzz.git.local;

import dev.bzzz.core.TransientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of git's {@code *.lock} files that may have outlived its writer. */
final class StaleLock {
  private static final Logger LOG = LoggerFactory.getLogger(StaleLock.class);
  private static final int POLL_MS = 20;
  private static final int MAX_CHANGES = 3;

  private StaleLock() {}

  /**
   * Waits until the file is gone, and deletes it once it was unchanged for {@code staleAfter}: by
   * its modification time, or, should the clock have been set back, as watched from here.
   */
  static void await(Path file, Duration staleAfter) {
    Optional<String> seen = Optional.empty();
    long watchedSince = 0;
    int changes = 0;
    while (true) {
      Optional<BasicFileAttributes> now = attributes(file);
      if (now.isEmpty()) {
        return;
      }
      String print =
          now.get().fileKey() + " " + now.get().lastModifiedTime() + " " + now.get().size();
      if (seen.filter(print::equals).isEmpty()) {
        seen = Optional.of(print);
        watchedSince = System.nanoTime();
        if (changes++ > MAX_CHANGES * staleAfter.toMillis() / POLL_MS) {
          throw busy(file);
        }
      }
      boolean old =
          now.get().lastModifiedTime().toInstant().isBefore(Instant.now().minus(staleAfter));
      if (old || System.nanoTime() - watchedSince > staleAfter.toNanos()) {
        delete(file);
        return;
      }
      pause(file);
    }
  }

  private static Optional<BasicFileAttributes> attributes(Path file) {
    try {
      return Optional.of(
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      // A parent that is a file rather than a folder: git's own error will name it.
      LOG.debug("cannot look at {}: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  private static void delete(Path file) {
    try {
      if (Files.deleteIfExists(file)) {
        LOG.warn("removed a lock file that a dead writer left behind: file={}", file);
      }
    } catch (IOException e) {
      throw new TransientException(
          "cannot remove the left-behind lock file " + file + ": " + e + "; remove it by hand", e);
    }
  }

  private static void pause(Path file) {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientException("interrupted while waiting for " + file, e);
    }
  }

  private static TransientException busy(Path file) {
    return new TransientException(
        "cannot write: " + file + " is taken again and again by another git process; try later",
        Duration.ofSeconds(1));
  }
}
