package dev.bzzz.git.local;

import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.repo.RepositoryName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.eclipse.jgit.util.FileUtils;

/**
 * Renames and deletes the repositories of a forge folder, each in one step, and remembers where the
 * renamed ones went: {@code OWNER/.moved/NAME} holds the new name. Whoever has the old one open
 * fails; nothing is written half. Safe for use by many threads and processes.
 */
final class RepositoryMoves {
  private static final String MOVED = ".moved";
  private static final String DELETED = ".deleted-";

  /** Longest way from a name to today's. */
  private static final int MAX_STEPS = 10;

  private static final int MAX_BYTES = 256;

  private final ForgeFolder folder;

  RepositoryMoves(ForgeFolder folder) {
    this.folder = folder;
  }

  /**
   * Gives a repository another name.
   *
   * @throws NotFound if there is none of the old name
   * @throws Conflict if there is one of the new name
   */
  void rename(RepositoryName from, RepositoryName to) {
    Failures.run(
        "rename " + from + " to " + to,
        () -> {
          Path source = existing(from);
          Path target = folder.path(to);
          Files.createDirectories(target.getParent());
          try (RepositoryLock lock =
              RepositoryLock.acquire(source, RepositoryLock.DEFAULT_TIMEOUT)) {
            lock.awaitFree("packed-refs");
            if (Files.exists(target)) {
              throw new Conflict(
                  "cannot rename " + from + " to " + to + ": there is one of that name already");
            }
            remember(from, to);
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
          }
          return to;
        });
  }

  /**
   * Deletes a repository with all that is in it.
   *
   * @throws NotFound if there is none of that name
   */
  void delete(RepositoryName name) {
    Failures.run(
        "delete " + name,
        () -> {
          Path path = existing(name);
          Path aside = Files.createTempDirectory(path.getParent(), DELETED);
          try (RepositoryLock lock = RepositoryLock.acquire(path, RepositoryLock.DEFAULT_TIMEOUT)) {
            lock.awaitFree("packed-refs");
            Files.move(path, aside.resolve(name.name()), StandardCopyOption.ATOMIC_MOVE);
          }
          FileUtils.delete(aside.toFile(), FileUtils.RECURSIVE | FileUtils.RETRY);
          return name;
        });
  }

  /** What a repository that had this name is called today; empty when nobody knows of one. */
  Optional<RepositoryName> today(RepositoryName former) {
    return Failures.run(
        "find what became of " + former,
        () -> {
          RepositoryName name = former;
          for (int step = 0; step < MAX_STEPS; step++) {
            Optional<RepositoryName> next = next(name);
            if (next.isEmpty()) {
              return Optional.empty();
            }
            name = next.get();
            if (BareRepository.looksLikeOne(folder.path(name))) {
              return Optional.of(name);
            }
          }
          return Optional.empty();
        });
  }

  private Path existing(RepositoryName name) {
    Path path = folder.path(name);
    if (!BareRepository.looksLikeOne(path)) {
      throw new NotFound("cannot find the repository " + name + "; check the name");
    }
    return path;
  }

  private Optional<RepositoryName> next(RepositoryName name) throws IOException {
    Path note = note(name);
    try {
      return Files.size(note) > MAX_BYTES
          ? Optional.empty()
          : Optional.of(RepositoryName.parse(Files.readString(note).strip()));
    } catch (NoSuchFileException | IllegalArgumentException e) {
      return Optional.empty(); // a damaged note is none
    }
  }

  /** Written before the move: a note without a move says nothing, since the old name is there. */
  private void remember(RepositoryName from, RepositoryName to) throws IOException {
    Path note = note(from);
    Files.createDirectories(note.getParent());
    Path draft = Files.createTempFile(note.getParent(), ".new-", "");
    Files.write(draft, (to + "\n").getBytes(StandardCharsets.UTF_8));
    Files.move(draft, note, StandardCopyOption.ATOMIC_MOVE);
  }

  private Path note(RepositoryName name) {
    return folder.path(name).resolveSibling(MOVED).resolve(name.name());
  }
}
