package dev.bzzz.git.local;

import java.io.IOException;
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

  CommitFiles(ObjectReader reader) {
    this.reader = reader;
    this.walk = new RevWalk(reader);
  }

  /**
   * The content of a file, or empty when there is none of that path.
   *
   * @throws IOException if the commit, the tree or the blob is missing, damaged or of another type,
   *     or the file is larger than {@code maxBytes}
   */
  Optional<byte[]> file(ObjectId commit, String path, int maxBytes) throws IOException {
    try (TreeWalk tree = TreeWalk.forPath(reader, path, walk.parseCommit(commit).getTree())) {
      if (tree == null) {
        return Optional.empty();
      }
      ObjectLoader blob = reader.open(tree.getObjectId(0), Constants.OBJ_BLOB);
      if (blob.getSize() > maxBytes) {
        throw new IOException(
            path + " has " + blob.getSize() + " bytes, more than the " + maxBytes + " allowed");
      }
      return Optional.of(blob.getCachedBytes(maxBytes));
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
