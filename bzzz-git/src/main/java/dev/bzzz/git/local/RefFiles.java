package dev.bzzz.git.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Reads refs of a bare repository from its files and remembers nothing, so what it says is never
 * older than the call. Safe for use by many threads, and while other processes write.
 *
 * <p>Each ref is looked for as a loose file first and in {@code packed-refs} second. A ref that
 * another process packs in between is then found in both or in the second, never in none.
 *
 * <p>A loose file that holds no object id is reported as such. JGit passes over it and shows the
 * older value from {@code packed-refs}, as if the ref had never moved.
 */
public final class RefFiles {
  private static final int MAX_REF_BYTES = 1024;
  private static final int MAX_LINKS = 5;
  private static final String LOCK = ".lock";

  private final Path gitDir;

  /** Reads the refs of the repository in this folder. */
  public RefFiles(Path gitDir) {
    this.gitDir = gitDir;
  }

  /**
   * A ref as it is.
   *
   * @param id what it points to; empty when that is no object id
   * @param fault why it points to none; else empty
   */
  public record Value(Optional<ObjectId> id, String fault) {
    static Value at(ObjectId id) {
      return new Value(Optional.of(id), "");
    }

    static Value damaged(String fault) {
      return new Value(Optional.empty(), fault);
    }
  }

  /** Reads one ref; empty when it is absent. */
  public Optional<Value> read(String name) throws IOException {
    Optional<Value> loose = loose(gitDir.resolve(name));
    return loose.isPresent() ? loose : PackedRefs.read(gitDir).find(name).map(Value::at);
  }

  /** The ref that {@code HEAD} names; empty when it names none. */
  public Optional<String> headTarget() throws IOException {
    return text(gitDir.resolve(Constants.HEAD))
        .filter(text -> text.startsWith(LooseRef.SYMBOLIC))
        .map(text -> text.substring(LooseRef.SYMBOLIC.length()).strip());
  }

  /**
   * What {@code HEAD} points to, through the branch it names; empty when that has no commits.
   *
   * @throws IOException also if there is no {@code HEAD}, and so no repository any more
   */
  public Optional<ObjectId> head() throws IOException {
    String name = Constants.HEAD;
    for (int i = 0; i < MAX_LINKS; i++) {
      Optional<String> text = text(gitDir.resolve(name));
      if (text.isEmpty() && name.equals(Constants.HEAD)) {
        throw new IOException(
            gitDir + " is no git repository any more; see whether it was moved or deleted");
      } else if (text.isEmpty()) {
        return PackedRefs.read(gitDir).find(name);
      }
      if (!text.get().startsWith(LooseRef.SYMBOLIC)) {
        Value value = value(text.get());
        return Optional.of(value.id().orElseThrow(() -> new IOException(value.fault())));
      }
      name = text.get().substring(LooseRef.SYMBOLIC.length()).strip();
    }
    throw new IOException("HEAD of " + gitDir + " names refs that name refs");
  }

  /** Reads all refs whose names start with {@code prefix}, which ends with a slash. */
  public SortedMap<String, Value> list(String prefix) throws IOException {
    SortedMap<String, Value> refs = new TreeMap<>();
    for (String name : looseNames(prefix)) {
      loose(gitDir.resolve(name)).ifPresent(value -> refs.put(name, value));
    }
    PackedRefs.read(gitDir).each(prefix, (name, id) -> refs.putIfAbsent(name, Value.at(id)));
    return refs;
  }

  /** Full names of refs that keep {@code name} from being created, because of their names. */
  public List<String> obstacles(String name) throws IOException {
    List<String> obstacles = new ArrayList<>();
    PackedRefs packed = PackedRefs.read(gitDir);
    int slash = name.indexOf('/', Constants.R_REFS.length());
    while (slash > 0) {
      String above = name.substring(0, slash);
      if (Files.isRegularFile(gitDir.resolve(above)) || packed.find(above).isPresent()) {
        obstacles.add(above);
      }
      slash = name.indexOf('/', slash + 1);
    }
    if (Files.isDirectory(gitDir.resolve(name))) {
      obstacles.addAll(looseNames(name + "/"));
    }
    packed.each(name + "/", (below, id) -> obstacles.add(below));
    return obstacles.stream().distinct().sorted().toList();
  }

  private List<String> looseNames(String prefix) throws IOException {
    Path folder = gitDir.resolve(prefix);
    List<String> names = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = gitDir.relativize(file).toString();
            if (!name.endsWith(LOCK)) {
              names.add(name);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // nothing is loose, or it was packed just now
            }
            throw failure;
          }
        });
    return names;
  }

  private static Optional<Value> loose(Path file) {
    try {
      return text(file).map(RefFiles::value);
    } catch (IOException e) {
      return Optional.of(Value.damaged("its ref cannot be read: " + e.getMessage()));
    }
  }

  private static Value value(String content) {
    return LooseRef.fault(content)
        .map(Value::damaged)
        .orElseGet(() -> Value.at(ObjectId.fromString(content.strip())));
  }

  /** The text of a small file; empty when there is none, or a folder of that name. */
  private static Optional<String> text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(new String(in.readNBytes(MAX_REF_BYTES), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (!(e instanceof FileSystemException) && !Files.isRegularFile(file)) {
        return Optional.empty(); // a folder, of refs below this name
      }
      if (e instanceof FileSystemException && !Files.exists(file)) {
        return Optional.empty(); // a ref above this name is a file
      }
      throw e;
    }
  }
}
