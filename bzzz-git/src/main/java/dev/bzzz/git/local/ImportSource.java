package dev.bzzz.git.local;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.BundleWriter;
import org.eclipse.jgit.util.FS;

/**
 * A repository that somebody wants to have in a forge. It may be damaged in any way, which is said
 * before or while it is read. Confined to one thread.
 */
final class ImportSource implements AutoCloseable {
  private static final List<String> PREFIXES = List.of(Constants.R_HEADS, Constants.R_TAGS);
  private static final String CURE = "; see git fsck there, and import a sound clone of it";

  private final String cannot;
  private final Repository source;

  private ImportSource(String cannot, Repository source) {
    this.cannot = cannot;
    this.source = source;
  }

  /**
   * Opens it.
   *
   * @param cannot how messages begin
   * @throws NotFound if there is no repository
   * @throws PermanentException if it is not one that can be worked with
   */
  static ImportSource open(Path path, String cannot) {
    if (!Files.exists(path)) {
      throw new NotFound(cannot + "there is no such folder; check the name");
    }
    File git = FileKey.resolve(path.toFile(), FS.DETECTED);
    if (git == null) {
      throw headless(path)
          .map(head -> (RuntimeException) new PermanentException(cannot + wrongHead(head)))
          .orElseGet(
              () ->
                  new NotFound(
                      cannot + "it is no git repository; name the folder that holds .git"));
    }
    try {
      Repository source = new FileRepositoryBuilder().setGitDir(git).build();
      Optional<String> obstacle = RepositoryForm.obstacle(source);
      if (obstacle.isPresent()) {
        source.close();
        throw new PermanentException(cannot + obstacle.get());
      }
      return new ImportSource(cannot, source);
    } catch (IOException
        | IllegalArgumentException e) { // the latter if its configuration is broken
      throw new PermanentException(
          cannot + "its configuration cannot be used: " + root(e) + "; correct it", e);
    }
  }

  /** The HEAD, good or not, of what is a repository otherwise. */
  private static Optional<Path> headless(Path path) {
    return Stream.of(path.resolve(Constants.DOT_GIT), path)
        .filter(git -> Files.isDirectory(git.resolve("objects")))
        .filter(git -> Files.isDirectory(git.resolve("refs")))
        .map(git -> git.resolve(Constants.HEAD))
        .findFirst();
  }

  private static String wrongHead(Path head) {
    return "the repository is damaged: "
        + head
        + (Files.exists(head) ? " names nothing" : " is missing")
        + "; it has to name a branch, as in 'ref: refs/heads/main'";
  }

  /**
   * The full name of its current branch.
   *
   * @throws PermanentException if it is on none, or there is no commit on it
   */
  String branch() throws IOException {
    String head = source.getFullBranch();
    if (head == null || !head.startsWith(Constants.R_HEADS)) {
      throw new PermanentException(
          cannot + "it is on no branch; check out the branch that work starts from");
    }
    requireRefs();
    Ref branch = source.exactRef(head);
    if (branch == null || branch.getObjectId() == null) {
      throw new PermanentException(cannot + without(Repository.shortenRefName(head)));
    }
    try (RevWalk walk = new RevWalk(source)) {
      walk.parseCommit(branch.getObjectId());
    }
    return head;
  }

  private String without(String current) throws IOException {
    return source.getRefDatabase().getRefsByPrefix(Constants.R_HEADS).stream()
        .findFirst()
        .map(Ref::getName)
        .map(Repository::shortenRefName)
        .map(other -> "its current branch " + current + " has no commits; check out " + other)
        .orElse("it has no commits; make a first one");
  }

  /** JGit leaves out without a word what is no ref though it lies where refs do. */
  private void requireRefs() throws IOException {
    Set<String> known = refs().stream().map(Ref::getName).collect(Collectors.toSet());
    Path dir = source.getCommonDirectory().toPath();
    for (String prefix : PREFIXES) {
      for (Path file : files(dir.resolve(prefix))) {
        String name = dir.relativize(file).toString().replace(File.separatorChar, '/');
        if (!known.contains(name) && Repository.isValidRefName(name)) {
          throw new PermanentException(
              cannot + "the repository is damaged: " + file + " names no commit" + CURE);
        }
      }
    }
    try (ObjectReader reader = source.newObjectReader()) {
      for (Ref ref : refs()) {
        ObjectId id = ref.getObjectId();
        if (id != null && !reader.has(id)) {
          throw new PermanentException(
              cannot
                  + "the repository is damaged: "
                  + ref.getName()
                  + " names the object "
                  + id.name()
                  + ", which is missing"
                  + CURE);
        }
      }
    }
  }

  private static List<Path> files(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(dir)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private List<Ref> refs() throws IOException {
    List<Ref> refs = new ArrayList<>();
    for (String prefix : PREFIXES) {
      refs.addAll(source.getRefDatabase().getRefsByPrefix(prefix));
    }
    return refs;
  }

  /**
   * Writes its branches and tags, with all that they need, into one file, to be fetched from there.
   * JGit could fetch from the repository itself, but prints what it finds damaged.
   */
  void bundle(Path file) throws IOException {
    BundleWriter writer = new BundleWriter(source);
    refs().forEach(writer::include);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      writer.writeBundle(NullProgressMonitor.INSTANCE, out);
    }
  }

  /** What is wrong when it could not be read or copied, and what to do. */
  static String why(Throwable error) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (at instanceof MissingObjectException missing) {
        return "the repository is damaged: the object "
            + missing.getObjectId().name()
            + " is missing"
            + CURE;
      } else if (at instanceof CorruptObjectException || at instanceof EOFException) {
        return "the repository is damaged: " + text(at) + CURE;
      }
    }
    return root(error) + "; check it with git fsck, and the room on the disk";
  }

  private static String root(Throwable error) {
    Throwable at = error;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return text(at);
  }

  private static String text(Throwable error) {
    String message = String.valueOf(error.getMessage());
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }

  @Override
  public void close() {
    source.close();
  }
}
