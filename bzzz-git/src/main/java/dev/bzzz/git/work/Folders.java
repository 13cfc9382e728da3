package dev.bzzz.git.work;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Removes folders that something hostile has lived in. */
final class Folders {
  private static final int MAX_PATH = 1_000;

  private Folders() {}

  /**
   * Deletes a folder with all that is in it, never following a symbolic link out of it; folders
   * made read-only are opened first, and folders nested too deep to be named are moved up.
   */
  static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Deque<Path> folders = new ArrayDeque<>();
    folders.push(root);
    int moved = 0;
    while (!folders.isEmpty()) {
      Path folder = folders.peek();
      List<Path> below = clear(folder);
      if (below.isEmpty()) {
        Files.delete(folder);
        folders.pop();
        continue;
      }
      for (Path child : below) {
        if (child.toString().length() > MAX_PATH && !folder.equals(root)) {
          open(child);
          Files.move(child, root.resolve("deep-" + moved++)); // met again when the root is
        } else {
          folders.push(child);
        }
      }
    }
  }

  /** Deletes all but the folders in a folder, and returns those. */
  private static List<Path> clear(Path folder) throws IOException {
    open(folder);
    List<Path> below = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          below.add(entry);
        } else {
          Files.delete(entry);
        }
      }
    }
    return below;
  }

  private static void open(Path folder) throws IOException {
    if (!Files.isReadable(folder) || !Files.isWritable(folder) || !Files.isExecutable(folder)) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
