package dev.bzzz.core.sandbox;

import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary folder that only its owner can enter. What a killed process left behind is removed
 * when the next one makes a folder of the same kind: it is told from one in use by a locked file in
 * it, since a lock ends with its process, also in another container. Safe for use by many threads.
 */
final class PrivateFolder implements AutoCloseable {
  private static final String IN_USE = "in-use";
  private static final Logger LOG = LoggerFactory.getLogger(PrivateFolder.class);

  /**
   * Those of this process, which must not even open their files: it would lose its lock by closing
   * any handle of them.
   */
  private static final Set<Path> OWN = new HashSet<>();

  private final Path path;
  private final FileChannel inUse;

  private PrivateFolder(Path path, FileChannel inUse) {
    this.path = path;
    this.inUse = inUse;
  }

  /**
   * Makes a new folder.
   *
   * @param prefix what its name, and that of each other of its kind, begins with
   */
  static PrivateFolder create(String prefix) {
    try {
      synchronized (OWN) {
        Path path = Files.createTempDirectory(prefix).toRealPath();
        OWN.add(path);
        sweep(path, prefix);
        // Locked before it has its name: in between, another process would take it for left behind.
        Path unnamed = path.resolve(IN_USE + ".new");
        FileChannel inUse =
            FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        inUse.lock();
        Files.move(unnamed, path.resolve(IN_USE), StandardCopyOption.ATOMIC_MOVE);
        return new PrivateFolder(path, inUse);
      }
    } catch (IOException e) {
      throw new PermanentException(
          "cannot create a private folder in "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e
              + "; free some space there or set -Djava.io.tmpdir",
          e);
    }
  }

  Path path() {
    return path;
  }

  /** Removes it. */
  @Override
  public void close() {
    synchronized (OWN) {
      removeQuietly(path);
      OWN.remove(path);
    }
    try {
      inUse.close();
    } catch (IOException e) {
      LOG.warn("cannot close a lock: folder={} cause={}", path, e.toString());
    }
  }

  private static void sweep(Path own, String prefix) throws IOException {
    UserPrincipal me = Files.getOwner(own);
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(own.getParent(), prefix + "*")) {
      for (Path folder : folders) {
        if (!OWN.contains(folder)
            && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(me)
            && Files.isRegularFile(folder.resolve(IN_USE), LinkOption.NOFOLLOW_LINKS)) {
          removeIfLeft(folder);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.debug("cannot look for folders left behind: {}", e.toString()); // the next start may
    }
  }

  private static void removeIfLeft(Path folder) {
    try (FileChannel inUse = FileChannel.open(folder.resolve(IN_USE), StandardOpenOption.WRITE)) {
      if (inUse.tryLock() != null) {
        LOG.info("removes what a killed process left behind: folder={}", folder);
        remove(folder);
      }
    } catch (IOException e) {
      LOG.debug("cannot remove a folder left behind: folder={} cause={}", folder, e.toString());
    }
  }

  /** Removes a folder as {@link #remove} does; that it cannot be is only logged. */
  static void removeQuietly(Path folder) {
    try {
      remove(folder);
    } catch (IOException e) {
      LOG.warn("cannot remove temporary files: path={} cause={}", folder, e.toString());
    }
  }

  /** Removes a folder with what a command left in it; follows no link out of it. */
  static void remove(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path inside, BasicFileAttributes attributes)
              throws IOException {
            if (!Files.isWritable(inside)) {
              Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rwx------"));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // gone already
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path inside, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.deleteIfExists(inside);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
