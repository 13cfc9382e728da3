package dev.bzzz.core.audit;

import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write a log, held through the operating system on a file of its own beside it: such
 * a lock ends when its process closes any handle of that file, as somebody who reads the log would.
 */
final class WriterLock implements AutoCloseable {
  /** For the same reason, a second writer in this process must not even open the file. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final RandomAccessFile file;

  private WriterLock(Path key, RandomAccessFile file) {
    this.key = key;
    this.file = file;
  }

  static WriterLock take(Path log) throws IOException {
    Path key = log.getParent().toRealPath().resolve(log.getFileName() + ".lock");
    if (!HELD.add(key)) {
      throw taken(log, "this process");
    }
    RandomAccessFile file = null;
    boolean held = false;
    try {
      if (Files.isSymbolicLink(key)) {
        throw new IOException(key + " is a link");
      }
      file = new RandomAccessFile(key.toFile(), "rw");
      FileLock lock = file.getChannel().tryLock();
      if (lock == null) {
        throw taken(log, "another process");
      }
      held = true;
      return new WriterLock(key, file);
    } finally {
      if (!held) {
        HELD.remove(key);
        if (file != null) {
          file.close();
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      file.close();
    } finally {
      HELD.remove(key);
    }
  }

  private static PermanentException taken(Path log, String who) {
    return new PermanentException(
        "cannot write the audit log "
            + log
            + ": "
            + who
            + " is writing it; stop that agent, or give this one a file of its own");
  }
}
