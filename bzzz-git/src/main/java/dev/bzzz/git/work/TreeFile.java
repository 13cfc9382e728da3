package dev.bzzz.git.work;

import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

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
}
