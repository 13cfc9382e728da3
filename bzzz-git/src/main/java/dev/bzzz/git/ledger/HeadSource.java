package dev.bzzz.git.ledger;

import dev.bzzz.git.local.RefFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Tells where a repository's default branch is. Its git repository has the objects up to there and
 * stays open till the end. Safe for use by many threads.
 */
abstract class HeadSource implements AutoCloseable {
  private final Repository git;

  private HeadSource(Repository git) {
    this.git = git;
  }

  /** The source of a repository in a folder of this machine, or behind a remote. */
  static HeadSource of(
      dev.bzzz.core.repo.Repository repository,
      Path mirrors,
      @Nullable CredentialsProvider credentials)
      throws IOException {
    return LocalGit.holds(repository)
        ? new Folder(
            new FileRepositoryBuilder()
                .setGitDir(LocalGit.folder(repository))
                .setMustExist(true)
                .build())
        : new Host(
            Mirror.of(repository.id(), mirrors).open(),
            new Remote(repository.gitUrl(), credentials));
  }

  /** Has the objects. */
  final Repository git() {
    return git;
  }

  /** Looks where the branch is now; empty when it has no commit. */
  abstract Optional<ObjectId> look(Deadline deadline) throws IOException;

  @Override
  public final void close() {
    git.close();
  }

  private static final class Folder extends HeadSource {
    Folder(Repository git) {
      super(git);
    }

    @Override
    Optional<ObjectId> look(Deadline deadline) throws IOException {
      return new RefFiles(git().getDirectory().toPath()).head();
    }
  }

  private static final class Host extends HeadSource {
    private final Remote remote;

    Host(Repository mirror, Remote remote) {
      super(mirror);
      this.remote = remote;
    }

    @Override
    Optional<ObjectId> look(Deadline deadline) throws IOException {
      try (Transport transport = remote.open(git(), deadline);
          FetchConnection connection = transport.openFetch(List.of(), Constants.HEAD)) {
        Optional<ObjectId> head =
            Optional.ofNullable(connection.getRef(Constants.HEAD)).map(Ref::getObjectId);
        if (head.isPresent()) {
          Mirror.fetch(git(), connection, Map.of(Mirror.HEAD, head.get()), deadline);
        }
        return head;
      }
    }
  }
}
