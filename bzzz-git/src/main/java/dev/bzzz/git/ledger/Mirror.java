package dev.bzzz.git.ledger;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.RepositoryId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bare repository in which a ledger keeps what it has seen of a remote. Nothing is ever pushed
 * from a folder that a model can write to. It is only a cache: what counts is what the remote
 * lists. Safe for use by many threads.
 */
final class Mirror {
  /** The name under which the commit of the remote's default branch is noted. */
  static final String HEAD = "refs/bzzz/remote-head";

  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

  private final File folder;

  private Mirror(File folder) {
    this.folder = folder;
  }

  /**
   * The mirror of one repository, created when it is not there.
   *
   * @param folder where mirrors are
   * @throws PermanentException if it cannot be created
   */
  static Mirror of(RepositoryId repository, Path folder) {
    File git = folder.resolve(repository.value() + ".git").toFile();
    if (!new File(git, Constants.HEAD).exists()) {
      create(git);
    }
    return new Mirror(git);
  }

  private static void create(File folder) {
    try (Repository git = new FileRepositoryBuilder().setGitDir(folder).setBare().build()) {
      git.create(true);
    } catch (IOException e) {
      throw new PermanentException(
          "cannot create the ledger's cache "
              + folder
              + ": "
              + e.getMessage()
              + "; make it writable",
          e);
    }
  }

  /** Opens it afresh. */
  Repository open() throws IOException {
    return new FileRepositoryBuilder().setGitDir(folder).setMustExist(true).build();
  }

  /**
   * Fetches what is not here yet, and notes where the remote's refs were, so that the next fetch
   * need not ask for much.
   *
   * @param git this mirror, opened
   * @param objects to fetch, by the names under which they are noted
   */
  static void fetch(
      Repository git, FetchConnection connection, Map<String, ObjectId> objects, Deadline deadline)
      throws IOException {
    List<Ref> wanted = new ArrayList<>();
    for (Map.Entry<String, ObjectId> entry : objects.entrySet()) {
      if (!git.getObjectDatabase().has(entry.getValue())) {
        wanted.add(new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, entry.getKey(), entry.getValue()));
      }
    }
    if (!wanted.isEmpty()) {
      Remote.fetch(connection, wanted, deadline);
    }
    objects.forEach((name, id) -> note(git, name, id));
  }

  /** Whether all these objects are here. */
  static boolean has(Repository git, Map<String, ObjectId> objects) throws IOException {
    for (ObjectId each : objects.values()) {
      if (!git.getObjectDatabase().has(each)) {
        return false;
      }
    }
    return true;
  }

  private static void note(Repository cache, String name, ObjectId id) {
    try {
      RefUpdate update = cache.updateRef(name, true);
      if (!id.equals(update.getOldObjectId())) {
        update.setNewObjectId(id);
        update.disableRefLog();
        RefUpdate.Result result = update.forceUpdate();
        LOG.debug("cache noted: ref={} id={} result={}", name, id.name(), result);
      }
    } catch (IOException e) {
      // A missing note costs a larger fetch next time and nothing else.
      LOG.debug("cache could not note: ref={} id={}", name, id.name(), e);
    }
  }
}
