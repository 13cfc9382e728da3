package dev.bzzz.git.work;

import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * What stands at one path of a tree.
 *
 * @param mode regular, executable, symbolic link or submodule
 * @param id the blob, or the submodule's commit
 */
record TreeFile(FileMode mode, ObjectId id) {
  boolean submodule() {
    return mode == FileMode.GITLINK;
  }

  boolean symlink() {
    return mode == FileMode.SYMLINK;
  }

  /**
   * What a file holds; empty for what is no file.
   *
   * @param path where it is, and in which commit, for errors
   */
  Optional<byte[]> bytes(ObjectReader reader, String path, String commit) throws IOException {
    if (submodule() || symlink()) {
      return Optional.empty();
    }
    ObjectLoader blob = reader.open(id, Constants.OBJ_BLOB);
    if (blob.getSize() > WorkTree.MAX_FILE_BYTES) {
      throw new PermanentException(
          "cannot read "
              + Names.quoted(path)
              + " of "
              + commit
              + ": it has more than "
              + WorkTree.MAX_FILE_BYTES
              + " bytes; make it smaller");
    }
    return Optional.of(blob.getBytes());
  }
}
