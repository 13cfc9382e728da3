package dev.bzzz.git.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Reads files out of commits; one serves a whole listing. What it reads was written by anybody.
 * Confined to one thread.
 */
final class CommitFiles implements AutoCloseable {
  private final ObjectReader reader;
  private final RevWalk walk;
  private final Path repository;
  private final FileCache cache;

  CommitFiles(ObjectReader reader, Path repository, FileCache cache) {
    this.reader = reader;
    this.repository = repository;
    this.cache = cache;
    this.walk = new RevWalk(reader);
  }

  /**
   * The content of a file, or empty when there is none of that path.
   *
   * @throws IOException if the commit, the tree or the blob is missing, damaged or of another type,
   *     or the file is larger than {@code maxBytes}
   */
  Optional<byte[]> file(ObjectId commit, String path, int maxBytes) throws IOException {
    FileCache.Key key = new FileCache.Key(repository, commit, path);
    Optional<byte[]> known = cache.get(key).filter(content -> content.length <= maxBytes);
    if (known.isPresent()) {
      return known;
    }
    try (TreeWalk tree = TreeWalk.forPath(reader, path, walk.parseCommit(commit).getTree())) {
      if (tree == null) {
        return Optional.empty();
      }
      ObjectLoader blob = reader.open(tree.getObjectId(0), Constants.OBJ_BLOB);
      if (blob.getSize() > maxBytes) {
        throw new IOException(
            path + " has " + blob.getSize() + " bytes, more than the " + maxBytes + " allowed");
      }
      byte[] content = blob.getCachedBytes(maxBytes);
      cache.put(key, content);
      return Optional.of(content);
    }
  }

  /** The first commit before this one; empty when it is the first. */
  Optional<ObjectId> parent(ObjectId commit) throws IOException {
    RevCommit found = walk.parseCommit(commit);
    return found.getParentCount() == 0 ? Optional.empty() : Optional.of(found.getParent(0));
  }

  /**
   * Names of the files in a folder, ordered; empty when there is no such folder.
   *
   * @throws IOException as {@link #file}, or if there are more than {@code max}
   */
  List<String> names(ObjectId commit, String folder, int max) throws IOException {
    List<String> names = new ArrayList<>();
    try (TreeWalk at = TreeWalk.forPath(reader, folder, walk.parseCommit(commit).getTree())) {
      if (at == null || at.getFileMode(0) != FileMode.TREE) {
        return names;
      }
      try (TreeWalk children = new TreeWalk(reader)) {
        children.addTree(at.getObjectId(0));
        while (children.next()) {
          if (names.size() == max) {
            throw new IOException(folder + " has more than " + max + " files");
          }
          names.add(children.getNameString());
        }
      }
    }
    return names;
  }

  @Override
  public void close() {
    walk.close();
    reader.close();
  }
}
