package dev.bzzz.git.local;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.RepositoryName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Which repositories {@code DIR/OWNER/REPO.git} a folder holds. */
final class ForgeNames {
  /** Most repositories in one folder. */
  static final int MAX_REPOSITORIES = 10_000;

  static final String SUFFIX = ".git";

  private ForgeNames() {}

  /**
   * Names of the bare repositories in a folder, ordered.
   *
   * @param unreadable hears of what is left out
   * @throws PermanentException if the folder itself cannot be read or holds too many
   */
  static List<RepositoryName> in(Path dir, Consumer<BzzzException> unreadable) {
    List<RepositoryName> names = new ArrayList<>();
    for (Path owner : folders(dir)) {
      for (Path repository : repositories(owner, unreadable)) {
        try {
          names.add(name(owner, repository));
        } catch (IllegalArgumentException e) {
          unreadable.accept(
              new PermanentException(
                  "cannot use the repository " + repository + ": " + e.getMessage() + "; rename it",
                  e));
        }
      }
      if (names.size() > MAX_REPOSITORIES) {
        throw new PermanentException(
            "cannot read the forge "
                + dir
                + ": it has more than "
                + MAX_REPOSITORIES
                + " repositories; split it into several folders");
      }
    }
    names.sort(null);
    return names;
  }

  private static List<Path> repositories(Path owner, Consumer<BzzzException> unreadable) {
    try {
      return folders(owner).stream()
          .filter(each -> each.toString().endsWith(SUFFIX))
          .filter(BareRepository::looksLikeOne)
          .toList();
    } catch (PermanentException e) {
      unreadable.accept(e);
      return List.of();
    }
  }

  private static RepositoryName name(Path owner, Path repository) {
    String file = repository.getFileName().toString();
    return new RepositoryName(
        owner.getFileName().toString(), file.substring(0, file.length() - SUFFIX.length()));
  }

  private static List<Path> folders(Path parent) {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, Files::isDirectory)) {
      entries.forEach(folders::add);
    } catch (IOException | DirectoryIteratorException e) {
      throw new PermanentException(
          "cannot read the forge folder " + parent + ": " + e + "; check its permissions", e);
    }
    return folders;
  }
}
