package dev.bzzz.git.work;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.Workspace;
import dev.bzzz.core.repo.WorkspaceFactory;
import dev.bzzz.git.ledger.GitLogin;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/**
 * Opens workspaces on git in folders of their own below one parent. Safe for use by many threads.
 *
 * <p>A repository on this machine is not copied: the workspace borrows its objects, so that opening
 * one costs what writing the files costs. From elsewhere the base commit is fetched, or, where the
 * server gives out branches only, the branches.
 */
public final class GitWorkspaceFactory implements WorkspaceFactory {
  private static final int FETCH_TIMEOUT_SECONDS = 120;
  private static final String FETCHED = "refs/base/";

  private final Path parent;
  private final Optional<GitLogin> login;

  /** Workspaces will be folders in {@code parent}, which is created when needed. */
  public GitWorkspaceFactory(Path parent) {
    this(parent, Optional.empty());
  }

  private GitWorkspaceFactory(Path parent, Optional<GitLogin> login) {
    this.parent = parent.toAbsolutePath().normalize();
    this.login = login;
  }

  /** The same for repositories that want a login, which no workspace gets to see. */
  public GitWorkspaceFactory loggingIn(GitLogin reading) {
    return new GitWorkspaceFactory(parent, Optional.of(reading));
  }

  /**
   * Removes the workspaces that are there: what a process left behind that was killed. Only for a
   * parent that nobody else uses now.
   *
   * @throws PermanentException if something cannot be removed
   */
  public void removeAbandoned() {
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (DirectoryStream<Path> abandoned =
        Files.newDirectoryStream(parent, NewFolder.PREFIX + "*")) {
      for (Path each : abandoned) {
        Folders.delete(each);
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new PermanentException(
          "cannot remove what was left behind in " + parent + ": " + e + "; remove it by hand", e);
    }
  }

  @Override
  public Workspace open(Repository repository, String base) {
    String action = action(repository, base);
    return NewFolder.in(
        parent,
        action,
        folder -> {
          List<Path> borrowed = bring(folder, repository, base);
          return GitWorkspace.checkOut(folder, borrowed, GitWorkspace.Content.of(base));
        });
  }

  @Override
  public Optional<byte[]> file(Repository repository, String commit, String path) {
    return NewFolder.during(
        parent,
        action(repository, commit),
        folder -> {
          bring(folder, repository, commit);
          try (org.eclipse.jgit.lib.Repository git = GitFolder.open(folder);
              ObjectReader reader = git.newObjectReader()) {
            return GitWorkspace.file(reader, commit, path);
          }
        });
  }

  private static String action(Repository repository, String base) {
    if (!ObjectId.isId(base)) {
      throw new PermanentException(
          "cannot check out " + repository.name() + ": '" + base + "' is no commit id");
    }
    return "check out " + base + " of " + repository.name();
  }

  /** Makes git's folder with the objects of a commit; returns where those are that it borrows. */
  private List<Path> bring(Path folder, Repository repository, String base) throws IOException {
    Optional<Path> local = local(repository);
    List<Path> borrowed = local.isPresent() ? GitFolder.chain(local.get()) : List.of();
    GitFolder.create(folder, base, borrowed);
    if (local.isEmpty()) {
      fetch(folder, repository, base);
    }
    return borrowed;
  }

  /** The objects of a repository on this machine; empty when they have to be fetched. */
  private static Optional<Path> local(Repository repository) {
    URI url = repository.gitUrl();
    if (url.getScheme() != null && !url.getScheme().equals("file")) {
      return Optional.empty();
    }
    try {
      Path path = url.getScheme() == null ? Path.of(url.getPath()) : Path.of(url);
      File git =
          Files.isDirectory(path)
              ? RepositoryCache.FileKey.resolve(path.toFile(), FS.DETECTED)
              : null;
      if (git == null) {
        throw new NotFound(
            "cannot check out "
                + repository.name()
                + ": there is no git repository at "
                + path
                + "; check whether it was moved or deleted");
      }
      Path objects = git.toPath().toRealPath().resolve("objects");
      return GitFolder.canBorrow(objects) ? Optional.of(objects) : Optional.empty();
    } catch (IllegalArgumentException | FileSystemNotFoundException | IOException e) {
      throw new PermanentException(
          "cannot check out " + repository.name() + ": " + url + " is no usable path: " + e, e);
    }
  }

  private void fetch(Path folder, Repository repository, String base) throws IOException {
    try (org.eclipse.jgit.lib.Repository git = GitFolder.open(folder);
        Transport transport = Transport.open(git, new URIish(repository.gitUrl().toString()))) {
      transport.setTimeout(FETCH_TIMEOUT_SECONDS);
      login.ifPresent(each -> each.prepare(transport));
      transport.setTagOpt(TagOpt.NO_TAGS);
      try {
        transport.fetch(
            NullProgressMonitor.INSTANCE, List.of(new RefSpec(base + ":" + FETCHED + "base")));
      } catch (TransportException e) {
        if (e instanceof NoRemoteRepositoryException) {
          throw e;
        }
        // Many servers hand out commits only as part of a branch they advertise.
        transport.fetch(
            NullProgressMonitor.INSTANCE, List.of(new RefSpec("+refs/heads/*:" + FETCHED + "*")));
      }
    } catch (URISyntaxException | NotSupportedException e) {
      throw new PermanentException(
          "cannot check out " + repository.name() + ": " + e.getMessage() + "; check its URL", e);
    } catch (NoRemoteRepositoryException e) {
      throw new NotFound(
          "cannot check out "
              + repository.name()
              + ": there is no repository at "
              + repository.gitUrl()
              + "; check whether it was moved or deleted");
    } catch (TransportException e) {
      throw new TransientException(
          "cannot fetch "
              + base
              + " of "
              + repository.name()
              + ": "
              + e.getMessage()
              + "; try again later",
          e);
    }
  }
}
