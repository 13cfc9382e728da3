package dev.bzzz.core.testkit;

import dev.bzzz.core.repo.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A workspace without git: files in a folder, commits in memory. A fixture for workers. Confined to
 * one thread.
 */
public final class FolderWorkspace implements Workspace {
  private final History history;
  private final Path root;
  private final String base;

  private FolderWorkspace(History history, Path root, String base) {
    this.history = history;
    this.root = root;
    this.base = base;
    history.open++;
    lay(history.commits.get(base).files);
  }

  /**
   * A workspace whose base commit holds these files.
   *
   * @param folder an existing folder for the checkouts
   * @param files contents by path
   */
  public static FolderWorkspace of(Path folder, Map<String, String> files) {
    History history = new History(folder);
    Map<String, byte[]> bytes = new TreeMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    String base = history.add(new Commit("", "base", "", "", bytes));
    return new FolderWorkspace(history, history.folder(), base);
  }

  /**
   * A commit.
   *
   * @param parent the commit below, empty for the first
   * @param message as given
   * @param authorName as given
   * @param authorEmail as given
   * @param files contents by path; a symbolic link's is its target
   */
  public record Commit(
      String parent,
      String message,
      String authorName,
      String authorEmail,
      Map<String, byte[]> files) {}

  /** A commit of this workspace or one of its checkouts. */
  public Commit commitOf(String id) {
    return history.commit(id);
  }

  /** The text of a file of a commit. */
  public String textOf(String id, String path) {
    return new String(history.commit(id).files.get(path), StandardCharsets.UTF_8);
  }

  /** How many checkouts, this one included, are not closed. */
  public int openCheckouts() {
    return history.open;
  }

  @Override
  public Path root() {
    return root;
  }

  @Override
  public List<Path> readable() {
    return List.of();
  }

  @Override
  public String base() {
    return base;
  }

  @Override
  public List<String> changedFiles() {
    Map<String, byte[]> before = history.commit(base).files;
    Map<String, byte[]> now = files();
    TreeSet<String> changed = new TreeSet<>(before.keySet());
    changed.addAll(now.keySet());
    changed.removeIf(path -> Arrays.equals(before.get(path), now.get(path)));
    return List.copyOf(changed);
  }

  @Override
  public String diff(int maxBytes) {
    StringBuilder diff = new StringBuilder();
    changedFiles().forEach(path -> diff.append("changed ").append(path).append('\n'));
    return diff.substring(0, Math.min(diff.length(), maxBytes));
  }

  @Override
  public Optional<String> commit(String message, String authorName, String authorEmail) {
    return changedFiles().isEmpty()
        ? Optional.empty()
        : Optional.of(history.add(new Commit(base, message, authorName, authorEmail, files())));
  }

  @Override
  public Workspace checkout(String commit, List<String> overlay, String overlayCommit) {
    Map<String, byte[]> files = new TreeMap<>(history.commit(commit).files);
    Map<String, byte[]> over = history.commit(overlayCommit).files;
    files.keySet().removeIf(path -> matches(overlay, path));
    over.forEach(
        (path, bytes) -> {
          if (matches(overlay, path)) {
            files.put(path, bytes);
          }
        });
    String laid = history.add(new Commit(commit, "checkout", "", "", files));
    return new FolderWorkspace(history, history.folder(), laid);
  }

  @Override
  public Optional<byte[]> baseFile(String path) {
    return Optional.ofNullable(history.commit(base).files.get(path));
  }

  @Override
  public URI objects() {
    return root.toUri();
  }

  @Override
  public void close() {
    history.open--;
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean matches(List<String> globs, String path) {
    return globs.stream()
        .anyMatch(
            glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(path)));
  }

  private void lay(Map<String, byte[]> files) {
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = root.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        String name = root.relativize(path).toString().replace('\\', '/');
        if (Files.isSymbolicLink(path)) {
          files.put(name, Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8));
        } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          files.put(name, Files.readAllBytes(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** What the checkouts of one workspace share. */
  private static final class History {
    private final Path parent;
    private final Map<String, Commit> commits = new LinkedHashMap<>();
    private int open;

    History(Path parent) {
      this.parent = parent;
    }

    String add(Commit commit) {
      String id = String.format("%040x", commits.size() + 1);
      commits.put(id, commit);
      return id;
    }

    Commit commit(String id) {
      Commit commit = commits.get(id);
      if (commit == null) {
        throw new IllegalArgumentException("no commit " + id);
      }
      return commit;
    }

    Path folder() {
      try {
        return Files.createTempDirectory(parent, "checkout-");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
