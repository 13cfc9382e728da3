package dev.bzzz.git.local;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder {@code DIR/OWNER/REPO.git}: finds repositories by name and by id. */
final class ForgeFolder {
  private static final Logger LOG = LoggerFactory.getLogger(ForgeFolder.class);

  private final Path dir;

  // Where an id was seen last. Only a hint: the id is read again at that place before it is used.
  private final Map<RepositoryId, RepositoryName> hints = new ConcurrentHashMap<>();
  private final FileCache files = new FileCache();

  /** How many folders were made for it: itself, and those above that were missing, too. */
  private final int made;

  private ForgeFolder(Path dir, int made) {
    this.dir = dir;
    this.made = made;
  }

  /** A folder with at least one repository in it. */
  static ForgeFolder existing(Path dir) {
    if (!Files.isDirectory(dir)) {
      throw new NotFound(
          "cannot open the forge "
              + dir
              + ": there is no such folder; create it with OWNER/REPO.git repositories in it");
    }
    ForgeFolder folder = new ForgeFolder(real(dir), 0);
    List<BzzzException> unreadable = new ArrayList<>();
    if (ForgeNames.in(folder.dir, unreadable::add).isEmpty()) {
      throw unreadable.stream().findFirst().orElseGet(() -> noRepository(dir));
    }
    return folder;
  }

  private static PermanentException noRepository(Path dir) {
    return new PermanentException(
        "cannot open the forge "
            + dir
            + ": it holds no bare repository OWNER/REPO.git; create one with git init --bare "
            + dir.resolve("OWNER").resolve("REPO.git"));
  }

  /** A folder with repositories or nothing in it, created when it is missing. */
  static ForgeFolder created(Path dir) {
    try {
      int missing = missing(dir);
      if (!Files.isDirectory(dir)) {
        Files.createDirectories(dir);
      }
      ForgeFolder folder = new ForgeFolder(real(dir), missing);
      if (ForgeNames.in(folder.dir, ForgeFolder::leftOut).isEmpty() && !empty(dir)) {
        throw new PermanentException(
            "cannot create a forge in "
                + dir
                + ": the folder holds other things; choose an empty or a new one");
      }
      return folder;
    } catch (FileAlreadyExistsException e) {
      throw new PermanentException(
          "cannot create the forge " + dir + ": " + e.getFile() + " is no folder; choose another",
          e);
    } catch (IOException e) {
      throw new PermanentException(
          "cannot create the forge " + dir + ": " + e + "; choose a folder that can be written", e);
    }
  }

  private static int missing(Path dir) {
    int missing = 0;
    for (Path at = dir.toAbsolutePath().normalize();
        at != null && !Files.exists(at);
        at = at.getParent()) {
      missing++;
    }
    return missing;
  }

  /** Removes what was created for the forge, as far as there is still nothing in it. */
  void withdrawUnlessUsed() {
    try {
      Path at = dir;
      for (int i = 0; i < made && at != null; i++) {
        Files.deleteIfExists(at);
        at = at.getParent();
      }
    } catch (DirectoryNotEmptyException e) {
      return; // it is used
    } catch (IOException e) {
      LOG.debug("keeps the folder of the forge: dir={} why={}", dir, e.toString());
    }
  }

  Path dir() {
    return dir;
  }

  /** Opens a repository by name; the caller closes it. */
  BareRepository open(RepositoryName name) {
    Path path = path(name);
    if (!Files.isDirectory(path)) {
      throw new NotFound(
          "cannot find the repository "
              + name
              + ": there is no folder "
              + path
              + "; check the name, or create it with git init --bare");
    }
    return BareRepository.open(name, path, files);
  }

  /** Opens a repository by id; the caller closes it. */
  BareRepository open(RepositoryId id) {
    RepositoryName hint = hints.get(id);
    if (hint != null && BareRepository.looksLikeOne(path(hint))) {
      Optional<BareRepository> there = open(hint, id);
      if (there.isPresent()) {
        return there.get();
      }
    }
    for (RepositoryName name : ForgeNames.in(dir, ForgeFolder::leftOut)) {
      Optional<BareRepository> found = open(name, id);
      if (found.isPresent()) {
        hints.put(id, name);
        return found.get();
      }
    }
    hints.remove(id);
    throw new NotFound(
        "cannot find the repository with the id "
            + id
            + " in "
            + dir
            + ": it was moved elsewhere or deleted; check the folder");
  }

  /** Describes an open repository, giving it an id if it has none. */
  Repository describe(BareRepository repository) throws IOException {
    RepositoryId id = RepositoryIds.ensure(repository);
    hints.put(id, repository.name());
    return new Repository(
        id, repository.name(), repository.dir().toUri(), repository.defaultBranch());
  }

  /** Finds and describes a repository. */
  Repository describe(RepositoryName name) {
    try (BareRepository open = open(name)) {
      return describe(open);
    } catch (IOException e) {
      throw Failures.failed("read the repository " + name, e);
    }
  }

  /** Every readable repository, described; {@code unreadable} hears of each other one. */
  List<Repository> repositories(Consumer<BzzzException> unreadable) {
    Map<RepositoryName, Repository> repositories = new TreeMap<>();
    Map<RepositoryId, RepositoryName> seen = new TreeMap<>();
    for (RepositoryName name : ForgeNames.in(dir, unreadable)) {
      Repository repository;
      try {
        repository = describe(name);
      } catch (BzzzException e) {
        unreadable.accept(e);
        continue;
      }
      RepositoryName twin = seen.putIfAbsent(repository.id(), name);
      if (twin == null) {
        repositories.put(name, repository);
      } else {
        repositories.remove(twin);
        unreadable.accept(
            new Conflict(
                "cannot tell "
                    + twin
                    + " and "
                    + name
                    + " in "
                    + dir
                    + " apart: one is a copy of the other and has its id; take the copy out of the"
                    + " folder, or delete its refs/bzzz"));
      }
    }
    return List.copyOf(repositories.values());
  }

  /** Creates a bare repository. */
  void create(RepositoryName name, String defaultBranch) throws IOException {
    if (!org.eclipse.jgit.lib.Repository.isValidRefName(Constants.R_HEADS + defaultBranch)) {
      throw new IllegalArgumentException("'" + defaultBranch + "' is no name for a branch");
    }
    Path path = path(name);
    if (Files.exists(path)) {
      throw new Conflict(
          "cannot create the repository " + name + ": " + path + " exists; choose another name");
    }
    Files.createDirectories(path.getParent());
    // Made aside and moved into place, so that nobody ever sees half a repository.
    Path draft = Files.createTempDirectory(path.getParent(), ".new-");
    try {
      try (org.eclipse.jgit.lib.Repository git =
          new FileRepositoryBuilder().setGitDir(draft.toFile()).setBare().build()) {
        git.create(true);
        git.updateRef(Constants.HEAD).link(Constants.R_HEADS + defaultBranch);
      }
      Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(path.getParent()));
      Files.move(draft, path);
    } finally {
      if (Files.exists(draft)) {
        FileUtils.delete(draft.toFile(), FileUtils.RECURSIVE);
      }
    }
  }

  /** Where the repository of that name is, or would be. */
  Path path(RepositoryName name) {
    return dir.resolve(name.owner()).resolve(name.name() + ForgeNames.SUFFIX);
  }

  /** Opens a repository if it has that id. */
  private Optional<BareRepository> open(RepositoryName name, RepositoryId id) {
    BareRepository candidate;
    try {
      candidate = open(name);
    } catch (BzzzException e) {
      leftOut(e);
      return Optional.empty();
    }
    try {
      if (RepositoryIds.read(candidate).filter(id::equals).isPresent()) {
        return Optional.of(candidate);
      }
      candidate.close();
      return Optional.empty();
    } catch (IOException | BzzzException e) {
      candidate.close();
      leftOut(e);
      return Optional.empty();
    }
  }

  /** Another repository's damage must not hide the one that is looked for. */
  private static void leftOut(Exception why) {
    LOG.warn("left out: {}", why.getMessage());
  }

  private static Path real(Path dir) {
    try {
      return dir.toRealPath();
    } catch (IOException e) {
      throw new PermanentException(
          "cannot open the forge " + dir + ": " + e + "; check its permissions", e);
    }
  }

  private static boolean empty(Path dir) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir)) {
      return !entries.iterator().hasNext();
    }
  }
}
