package dev.bzzz.git.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a folder for a workspace, and takes it away again when that fails. */
final class NewFolder {
  /** How the names of workspaces' folders begin. */
  static final String PREFIX = "ws-";

  private static final Logger LOG = LoggerFactory.getLogger(NewFolder.class);

  private NewFolder() {}

  /** Fills a new folder. */
  interface Filling<T> {
    T fill(Path folder) throws IOException;
  }

  /** Makes a folder that is taken away again in any case. */
  static <T> T during(Path parent, String action, Filling<T> use) {
    try {
      Files.createDirectories(parent);
      Path folder = Files.createTempDirectory(parent.toRealPath(), PREFIX);
      try {
        return use.fill(folder);
      } finally {
        discard(folder);
      }
    } catch (IOException e) {
      throw Failures.in(action, e);
    }
  }

  static GitWorkspace in(Path parent, String action, Filling<GitWorkspace> filling) {
    try {
      Files.createDirectories(parent);
      Path folder = Files.createTempDirectory(parent.toRealPath(), PREFIX);
      boolean filled = false;
      try {
        GitWorkspace workspace = filling.fill(folder);
        filled = true;
        return workspace;
      } finally {
        if (!filled) {
          discard(folder);
        }
      }
    } catch (IOException e) {
      throw Failures.in(action, e);
    }
  }

  private static void discard(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      LOG.warn("could not remove the folder {}: {}; remove it by hand", folder, e.toString());
    }
  }
}
