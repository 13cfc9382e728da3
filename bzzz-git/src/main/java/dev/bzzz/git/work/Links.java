package dev.bzzz.git.work;

import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;

/**
 * Keeps links out of commits that would lead whoever checks them out to files of another machine,
 * or into git's own folder. Links that the base has are the repository's own affair.
 */
final class Links {
  private Links() {}

  /**
   * Checks the links that the base does not have.
   *
   * @param root the folder the files are in
   * @throws PermanentException if one leads out of that folder
   */
  static void requireInside(
      Path root, SortedMap<String, TreeFile> base, SortedMap<String, TreeFile> files)
      throws IOException {
    for (Map.Entry<String, TreeFile> file : files.entrySet()) {
      String path = file.getKey();
      if (file.getValue().symlink() && !file.getValue().equals(base.get(path))) {
        Path target = Files.readSymbolicLink(root.resolve(path));
        if (target.isAbsolute() || !inside(root, root.resolve(path).resolveSibling(target))) {
          throw new PermanentException(
              "cannot commit "
                  + Names.quoted(path)
                  + ": it is a symbolic link to "
                  + Names.quoted(target.toString())
                  + ", which is outside of the repository; delete it, or let it lead to a file of"
                  + " the repository by a relative path");
        }
      }
    }
  }

  /** By its name, and, where something is there, by where other links on the way lead. */
  private static boolean inside(Path root, Path target) throws IOException {
    Path named = target.normalize();
    if (!named.startsWith(root)) {
      return false;
    }
    for (Path name : root.relativize(named)) {
      if (Trees.gitsOwn(name.toString())) {
        return false;
      }
    }
    return !Files.exists(target) || target.toRealPath().startsWith(root.toRealPath());
  }
}
