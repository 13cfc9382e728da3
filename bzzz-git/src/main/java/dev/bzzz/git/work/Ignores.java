package dev.bzzz.git.work;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.ignore.IgnoreNode;

/**
 * The {@code .gitignore} rules that hold in one folder: its own first, then its parents'. The
 * user's own ignore file does not count, so that the same tree gives the same commit everywhere.
 */
final class Ignores {
  /** Largest {@code .gitignore} that is read; larger ones ignore nothing. */
  static final long MAX_BYTES = 1 << 20;

  private final Optional<Ignores> parent;
  private final String folder;
  private final IgnoreNode rules;

  private Ignores(Optional<Ignores> parent, String folder, IgnoreNode rules) {
    this.parent = parent;
    this.folder = folder;
    this.rules = rules;
  }

  /**
   * Reads the rules of a folder.
   *
   * @param folder its path in the tree, empty or ending with a slash
   */
  static Ignores of(Optional<Ignores> parent, String folder, Path directory) throws IOException {
    IgnoreNode rules = new IgnoreNode();
    Path file = directory.resolve(".gitignore");
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MAX_BYTES) {
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        rules.parse(in);
      }
    }
    return new Ignores(parent, folder, rules);
  }

  /** Whether a path in this folder is ignored, if git does not know it yet. */
  boolean ignores(String path, boolean directory) {
    Boolean verdict = rules.checkIgnored(path.substring(folder.length()), directory);
    if (verdict != null) {
      return verdict;
    }
    return parent.map(up -> up.ignores(path, directory)).orElse(false);
  }
}
