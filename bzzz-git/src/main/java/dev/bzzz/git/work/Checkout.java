package dev.bzzz.git.work;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.util.FS;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes files of commits into an empty folder: bytes as they are, executable bits, symbolic links,
 * empty folders for submodules. Everything is created anew and nothing replaced, so that no
 * symbolic link of a malicious tree can lead a later file out of the folder.
 */
final class Checkout {
  private static final Logger LOG = LoggerFactory.getLogger(Checkout.class);
  private static final int MAX_LINK_BYTES = 4096;

  private final ObjectReader reader;
  private final Path root;
  private final String commit;
  private final Set<String> folders = new HashSet<>();

  private Checkout(ObjectReader reader, Path root, String commit) {
    this.reader = reader;
    this.root = root;
    this.commit = commit;
  }

  /** Writes all files; {@code commit} names them in errors. */
  static void write(
      ObjectReader reader, SortedMap<String, TreeFile> files, Path root, String commit)
      throws IOException {
    Checkout checkout = new Checkout(reader, root, commit);
    for (Map.Entry<String, TreeFile> file : files.entrySet()) {
      try {
        checkout.write(file.getKey(), file.getValue());
      } catch (FileAlreadyExistsException e) {
        throw Trees.refused(commit, file.getKey(), "another file is in its way");
      } catch (InvalidPathException e) {
        throw Trees.refused(
            commit,
            file.getKey(),
            "this process does not run with a UTF-8 locale (start Bzzz with LC_ALL=C.UTF-8)");
      }
    }
  }

  /** Writes git's index, so that {@code git status} in the folder compares and does not reread. */
  static void index(Path gitDir, SortedMap<String, TreeFile> files, Path root) throws IOException {
    DirCache index = DirCache.lock(gitDir.resolve("index").toFile(), FS.DETECTED);
    try {
      DirCacheBuilder builder = index.builder();
      for (Map.Entry<String, TreeFile> file : files.entrySet()) {
        DirCacheEntry entry = Trees.entry(file.getKey(), file.getValue());
        Path path = root.resolve(file.getKey());
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          entry.setLength(Files.size(path));
          entry.setLastModified(Files.getLastModifiedTime(path).toInstant());
        }
        builder.add(entry);
      }
      builder.finish();
      index.write();
      if (!index.commit()) {
        throw new IOException("cannot write the index in " + gitDir);
      }
    } finally {
      index.unlock();
    }
  }

  private void write(String path, TreeFile file) throws IOException {
    int slash = path.lastIndexOf('/');
    if (slash > 0) {
      folder(path.substring(0, slash));
    }
    Path target = root.resolve(path);
    if (file.submodule()) {
      LOG.info("left a submodule empty: commit={} path={}", commit, Names.quoted(path));
      Files.createDirectory(target);
    } else if (file.symlink()) {
      ObjectLoader link = reader.open(file.id(), Constants.OBJ_BLOB);
      if (link.getSize() > MAX_LINK_BYTES) {
        throw Trees.refused(
            commit, path, "a symbolic link is at most " + MAX_LINK_BYTES + " bytes");
      }
      String to = new String(link.getCachedBytes(MAX_LINK_BYTES), StandardCharsets.UTF_8);
      Files.createSymbolicLink(target, Path.of(to));
    } else {
      content(target, file);
    }
  }

  private void content(Path target, TreeFile file) throws IOException {
    String permissions = file.mode() == FileMode.EXECUTABLE_FILE ? "rwxr-xr-x" : "rw-r--r--";
    try (OutputStream out =
        Channels.newOutputStream(
            Files.newByteChannel(
                target,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString(permissions))))) {
      reader.open(file.id(), Constants.OBJ_BLOB).copyTo(out);
    }
  }

  private void folder(String path) throws IOException {
    if (folders.contains(path)) {
      return;
    }
    int slash = path.lastIndexOf('/');
    if (slash > 0) {
      folder(path.substring(0, slash));
    }
    Files.createDirectory(root.resolve(path));
    folders.add(path);
  }
}
