package dev.bzzz.git.work;

import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a folder that a model has worked in as the tree that git would commit, without git's
 * configuration, hooks or filters. Follows no symbolic link and opens nothing but regular files.
 */
final class WorkTree {
  /** Largest file that is committed. */
  static final long MAX_FILE_BYTES = 50L * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(WorkTree.class);

  private final Path root;
  private final SortedMap<String, TreeFile> base;
  private final ObjectInserter inserter;
  private final boolean keep;
  private final SortedMap<String, TreeFile> files = new TreeMap<>();

  private WorkTree(
      Path root, SortedMap<String, TreeFile> base, ObjectInserter inserter, boolean keep) {
    this.root = root;
    this.base = base;
    this.inserter = inserter;
    this.keep = keep;
  }

  /**
   * The files of a folder by path.
   *
   * @param base what git knows already: never ignored, and submodules stay as they are there
   * @param keep whether contents that differ from the base are written as objects
   */
  static SortedMap<String, TreeFile> scan(
      Path root, SortedMap<String, TreeFile> base, ObjectInserter inserter, boolean keep)
      throws IOException {
    WorkTree scan = new WorkTree(root, base, inserter, keep);
    scan.folder(root, "", Optional.of(Ignores.of(Optional.empty(), "", root)));
    scan.keepSubmodules();
    return scan.files;
  }

  /** Submodules stay as they are in the base, unless a file now stands where their folder was. */
  private void keepSubmodules() {
    for (Map.Entry<String, TreeFile> known : base.entrySet()) {
      String path = known.getKey();
      boolean covered = false;
      for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
        covered |= files.containsKey(path.substring(0, slash));
      }
      if (known.getValue().submodule() && !covered) {
        files.put(path, known.getValue());
      }
    }
  }

  /**
   * @param ignores the rules of this folder; empty inside an ignored folder, where only what git
   *     knows already counts
   */
  private void folder(Path directory, String prefix, Optional<Ignores> ignores) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        entry(entry, prefix, ignores);
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void entry(Path entry, String prefix, Optional<Ignores> ignores) throws IOException {
    String name = entry.getFileName().toString();
    String path = prefix + name;
    if (Trees.gitsOwn(name)) {
      if (!prefix.isEmpty()) {
        LOG.info("left out what git keeps for itself: path={}", Names.quoted(path));
      }
      return;
    }
    BasicFileAttributes attributes =
        Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isDirectory()) {
      directory(entry, path, ignores);
    } else if (wanted(path, ignores)) {
      requireName(path);
      read(entry, path, attributes).ifPresent(file -> put(path, file));
    }
  }

  private void directory(Path entry, String path, Optional<Ignores> ignores) throws IOException {
    TreeFile known = base.get(path);
    if (known != null && known.submodule()) {
      LOG.info("left a submodule as it is in the base: path={}", Names.quoted(path));
      return;
    }
    String prefix = path + "/";
    boolean ignored = ignores.map(rules -> rules.ignores(path, true)).orElse(true);
    boolean knownBelow =
        base.tailMap(prefix).keySet().stream().limit(1).anyMatch(p -> p.startsWith(prefix));
    if (ignored && !knownBelow) {
      return;
    }
    requireName(path);
    Optional<Ignores> inside =
        ignored ? Optional.empty() : Optional.of(Ignores.of(ignores, prefix, entry));
    folder(entry, prefix, inside);
  }

  private boolean wanted(String path, Optional<Ignores> ignores) {
    TreeFile known = base.get(path);
    if (known != null) {
      return !known.submodule();
    }
    return ignores.map(rules -> !rules.ignores(path, false)).orElse(false);
  }

  private Optional<TreeFile> read(Path entry, String path, BasicFileAttributes attributes)
      throws IOException {
    if (attributes.isSymbolicLink()) {
      String target = Files.readSymbolicLink(entry).toString();
      requireName(target);
      byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
      ObjectId id =
          keep
              ? inserter.insert(Constants.OBJ_BLOB, bytes)
              : inserter.idFor(Constants.OBJ_BLOB, bytes);
      return Optional.of(new TreeFile(FileMode.SYMLINK, id));
    }
    if (!attributes.isRegularFile()) {
      LOG.info("left out what is neither file nor folder nor link: path={}", Names.quoted(path));
      return Optional.empty();
    }
    TreeFile known = base.get(path);
    long size = attributes.size();
    ObjectId id;
    if (known == null) {
      requireSize(path, size);
      id = store(entry, size, keep);
    } else {
      id = store(entry, size, false);
      if (!known.id().equals(id)) {
        requireSize(path, size);
        id = store(entry, size, keep);
      }
    }
    FileMode mode = executable(entry) ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
    return Optional.of(new TreeFile(mode, id));
  }

  private ObjectId store(Path entry, long size, boolean write) throws IOException {
    try (InputStream in = Files.newInputStream(entry, LinkOption.NOFOLLOW_LINKS)) {
      return write
          ? inserter.insert(Constants.OBJ_BLOB, size, in)
          : inserter.idFor(Constants.OBJ_BLOB, size, in);
    }
  }

  private static void requireSize(String path, long size) {
    if (size > MAX_FILE_BYTES) {
      throw new PermanentException(
          "cannot commit "
              + Names.quoted(path)
              + ": it has "
              + size
              + " bytes, more than the "
              + MAX_FILE_BYTES
              + " allowed; delete it or list it in .gitignore");
    }
  }

  private void put(String path, TreeFile file) {
    files.put(path, file);
    if (files.size() > Trees.MAX_FILES) {
      throw new PermanentException(
          "cannot commit the work in "
              + root
              + ": it has more than "
              + Trees.MAX_FILES
              + " files; list generated ones in .gitignore");
    }
  }

  private static boolean executable(Path entry) throws IOException {
    return Files.readAttributes(entry, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .permissions()
        .contains(PosixFilePermission.OWNER_EXECUTE);
  }

  /** A name that this process cannot spell would be committed as another one. */
  private static void requireName(String path) {
    if (path.indexOf('\uFFFD') >= 0) {
      throw new PermanentException(
          "cannot commit "
              + Names.quoted(path)
              + ": the name is not UTF-8, or this process does not run with a UTF-8 locale; rename"
              + " it, or start Bzzz with LC_ALL=C.UTF-8");
    }
    if (path.length() > Trees.MAX_PATH) {
      throw new PermanentException(
          "cannot commit "
              + Names.quoted(path)
              + ": the path is longer than "
              + Trees.MAX_PATH
              + " characters; remove it");
    }
  }
}
