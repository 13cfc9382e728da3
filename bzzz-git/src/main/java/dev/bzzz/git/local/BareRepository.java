package dev.bzzz.git.local;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.RepositoryName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * One bare repository, open for one operation: opened afresh each time, so nothing it knows can be
 * out of date. Confined to one thread.
 */
final class BareRepository implements AutoCloseable {
  private static final String LOCK_SUFFIX = ".lock";

  private final RepositoryName name;
  private final Path dir;
  private final Repository git;
  private final FileCache cache;

  private BareRepository(RepositoryName name, Path dir, Repository git, FileCache cache) {
    this.name = name;
    this.dir = dir;
    this.git = git;
    this.cache = cache;
  }

  /**
   * Opens one.
   *
   * @param cache of files that were read before, in this repository or others
   */
  static BareRepository open(RepositoryName name, Path dir, FileCache cache) {
    if (!looksLikeOne(dir)) {
      throw new NotFound(
          "cannot open the repository "
              + name
              + ": "
              + dir
              + " is no bare git repository; check the name, or create one with git init --bare");
    }
    try {
      Path real = dir.toRealPath();
      Repository git = new FileRepositoryBuilder().setGitDir(real.toFile()).setBare().build();
      BareRepository opened = new BareRepository(name, real, git, cache);
      opened.requireForm();
      return opened;
    } catch (IOException | IllegalArgumentException e) {
      throw new PermanentException(
          "cannot open the repository " + name + " in " + dir + ": " + e + "; check its config", e);
    }
  }

  private void requireForm() throws IOException {
    Optional<String> obstacle = RepositoryForm.obstacle(git);
    if (obstacle.isPresent()) {
      close();
      throw new PermanentException(
          "cannot open the repository " + name + " in " + dir + ": " + obstacle.get());
    }
  }

  /** Whether a folder has what every bare repository has. */
  static boolean looksLikeOne(Path dir) {
    return Files.isRegularFile(dir.resolve(Constants.HEAD))
        && Files.isDirectory(dir.resolve("objects"))
        && Files.isDirectory(dir.resolve("refs"));
  }

  RepositoryName name() {
    return name;
  }

  /** The repository's real path. */
  Path dir() {
    return dir;
  }

  Repository git() {
    return git;
  }

  /** Short name of the branch that HEAD names, whether or not it has commits. */
  String defaultBranch() throws IOException {
    Optional<String> target = new RefFiles(dir).headTarget();
    if (target.isPresent()) {
      return Repository.shortenRefName(target.get());
    }
    Ref head = git.getRefDatabase().exactRef(Constants.HEAD);
    if (head == null || !head.isSymbolic()) {
      throw new PermanentException(
          "cannot tell the default branch of "
              + name
              + ": HEAD of "
              + dir
              + " names no branch; run git symbolic-ref HEAD refs/heads/main there");
    }
    return Repository.shortenRefName(head.getTarget().getName());
  }

  /**
   * What a ref points to; empty when it is absent.
   *
   * @throws IOException also if what stands there is no ref
   */
  Optional<ObjectId> ref(String ref) throws IOException {
    return RefTransaction.read(git, ref).map(Ref::getObjectId);
  }

  /**
   * The same for a ref of ours that seldom moves and so lies in a file of its own: git would read
   * {@code packed-refs} first, which may hold thousands.
   */
  Optional<ObjectId> quietRef(String ref) throws IOException {
    Optional<RefFiles.Value> value = new RefFiles(dir).read(ref);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(value.get().id().orElseThrow(() -> new IOException(value.get().fault())));
  }

  /**
   * All refs below a prefix that ends with a slash: rest of the name to target.
   *
   * @param damaged hears of each other thing in the place of a ref: rest of the name, and what is
   *     wrong
   */
  Map<String, ObjectId> refs(String prefix, BiConsumer<String, String> damaged) throws IOException {
    Map<String, Ref> found = new TreeMap<>();
    for (Ref ref : git.getRefDatabase().getRefsByPrefix(prefix)) {
      found.put(ref.getName().substring(prefix.length()), ref);
    }
    Map<String, String> faults = faults(dir.resolve(prefix), found);
    Map<String, ObjectId> refs = new TreeMap<>();
    found.forEach(
        (name, ref) -> {
          if (ref.isSymbolic()) {
            faults.put(name, "its ref is symbolic, pointing to " + ref.getTarget().getName());
          } else {
            refs.put(name, ref.getObjectId());
          }
        });
    refs.keySet().removeAll(faults.keySet());
    faults.forEach(damaged);
    return refs;
  }

  private static Map<String, String> faults(Path folder, Map<String, Ref> found)
      throws IOException {
    Map<String, String> faults = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return faults; // nothing is loose, or nothing was ever written
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = folder.relativize(file).toString();
            if (!name.endsWith(LOCK_SUFFIX)) {
              LooseRef.fault(file, found.get(name)).ifPresent(fault -> faults.put(name, fault));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (why instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // packed or moved by another process just now
            }
            throw why;
          }
        });
    return faults;
  }

  /** Starts reading; close it. One reader serves a whole listing. */
  CommitFiles files() {
    return new CommitFiles(git.newObjectReader(), dir, cache);
  }

  /**
   * Writes a commit whose tree is the parent's with some files added or replaced.
   *
   * @param files path to content
   */
  ObjectId commit(Optional<ObjectId> parent, Map<String, String> files, CommitText text)
      throws IOException {
    Map<String, byte[]> put = new TreeMap<>();
    files.forEach((path, content) -> put.put(path, content.getBytes(StandardCharsets.UTF_8)));
    PersonIdent who =
        new PersonIdent(text.author(), text.author() + "@bzzz", text.at(), ZoneOffset.UTC);
    return CommitWriter.write(
        git, new CommitWriter.Draft(parent, put, Set.of(), who, text.message()));
  }

  /**
   * Who says what when.
   *
   * @param author login
   * @param message first line for {@code git log}
   * @param at time of the commit
   */
  record CommitText(String author, String message, Instant at) {}

  @Override
  public void close() {
    git.close();
  }
}
