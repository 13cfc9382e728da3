package dev.bzzz.llm.work;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lists the files below a folder in a steady order, without git's data and behind no link. */
final class FileWalk {
  private static final int MAX_ENTRIES_PER_FOLDER = 10_000;
  private static final int MAX_DEPTH = 64;

  private final WorkspaceFiles files;
  private final int max;
  private final List<Path> found = new ArrayList<>();
  private boolean more;

  private FileWalk(WorkspaceFiles files, int max) {
    this.files = files;
    this.max = max;
  }

  /**
   * Files found.
   *
   * @param files ordered by name, folder by folder
   * @param more whether some were left out
   */
  record Found(List<Path> files, boolean more) {}

  /** At most {@code max} regular files below a folder, or the file itself. */
  static Found below(WorkspaceFiles files, Path start, int max) throws IOException {
    FileWalk walk = new FileWalk(files, max);
    if (Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
      walk.folder(start, 0);
    } else {
      walk.found.add(start);
    }
    return new Found(List.copyOf(walk.found), walk.more);
  }

  private void folder(Path folder, int depth) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path entry : stream) {
        if (entries.size() == MAX_ENTRIES_PER_FOLDER) {
          more = true;
          break;
        }
        entries.add(entry);
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    entries.sort(null);
    for (Path entry : entries) {
      if (more || WorkspaceFiles.belongsToGit(files.root().relativize(entry))) {
        continue;
      }
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        if (depth < MAX_DEPTH) {
          folder(entry, depth + 1);
        } else {
          more = true;
        }
      } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
        add(entry);
      }
    }
  }

  private void add(Path file) {
    if (found.size() == max) {
      more = true;
    } else {
      found.add(file);
    }
  }
}
