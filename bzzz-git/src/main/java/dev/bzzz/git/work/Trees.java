package dev.bzzz.git.work;

import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Git trees as maps from path to file, checked on the way in: a tree may come from anybody. */
final class Trees {
  /** Most files in one tree. */
  static final int MAX_FILES = 200_000;

  /** Longest path in characters. */
  static final int MAX_PATH = 1_000;

  // What git would take for its own folder, here or on a file system that folds case.
  private static final Set<String> GITS_OWN = Set.of(".git", "git~1");

  private Trees() {}

  /** Whether git itself would refuse to have a file of this name in a tree. */
  static boolean gitsOwn(String name) {
    return GITS_OWN.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Every file of a commit's tree by path.
   *
   * @throws PermanentException if a path in it must not be written to a disk
   */
  static SortedMap<String, TreeFile> read(ObjectReader reader, ObjectId tree, String commit)
      throws IOException {
    SortedMap<String, TreeFile> files = new TreeMap<>();
    try (TreeWalk walk = new TreeWalk(reader)) {
      walk.addTree(tree);
      while (walk.next()) {
        String path = path(walk.getRawPath(), commit);
        requireSafe(path, commit);
        if (walk.isSubtree()) {
          walk.enterSubtree();
          continue;
        }
        if (files.put(path, new TreeFile(walk.getFileMode(0), walk.getObjectId(0))) != null) {
          throw refused(commit, path, "the path is there twice");
        }
        if (files.size() > MAX_FILES) {
          throw new PermanentException(
              "cannot check out " + commit + ": it has more than " + MAX_FILES + " files");
        }
      }
    }
    return files;
  }

  /** Writes files as tree objects. */
  static ObjectId write(ObjectInserter inserter, Map<String, TreeFile> files) throws IOException {
    DirCache cache = DirCache.newInCore();
    DirCacheBuilder builder = cache.builder();
    files.forEach((path, file) -> builder.add(entry(path, file)));
    builder.finish();
    return cache.writeTree(inserter);
  }

  /** One entry of git's index, without what is known of the file on disk. */
  static DirCacheEntry entry(String path, TreeFile file) {
    DirCacheEntry entry = new DirCacheEntry(Constants.encode(path));
    entry.setFileMode(file.mode());
    entry.setObjectId(file.id());
    return entry;
  }

  private static String path(byte[] raw, String commit) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      throw refused(commit, new String(raw, StandardCharsets.UTF_8), "not UTF-8");
    }
  }

  private static void requireSafe(String path, String commit) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.isEmpty() || name.equals(".") || name.equals("..") || gitsOwn(name)) {
      throw refused(commit, path, "git forbids that name");
    }
    if (path.length() > MAX_PATH || path.indexOf('\0') >= 0) {
      throw refused(commit, path, "the path is longer than " + MAX_PATH + " characters");
    }
  }

  static PermanentException refused(String commit, String path, String why) {
    return new PermanentException(
        "cannot check out "
            + commit
            + ": its file "
            + Names.quoted(path)
            + " cannot be written: "
            + why
            + "; remove it from the repository");
  }
}
