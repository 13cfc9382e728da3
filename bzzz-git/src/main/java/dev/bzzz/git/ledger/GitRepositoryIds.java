package dev.bzzz.git.ledger;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.Unauthorized;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.RepositoryIdSource;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * Ids of repositories on other machines, read and written over git: 32 hexadecimal digits in the
 * file {@code id} of the commit at {@value #REF}, the same that a forge in a folder keeps. Whoever
 * pushes first names the repository; the others find theirs refused and read. Safe for use by many
 * threads.
 */
public final class GitRepositoryIds implements RepositoryIdSource {
  private static final String REF = "refs/bzzz/id";
  private static final String FILE = "id";
  private static final int MAX_BYTES = 64;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final @Nullable CredentialsProvider credentials;

  /** For hosts that let everybody in. */
  public GitRepositoryIds() {
    credentials = null;
  }

  /** For hosts that want a login, such as {@link GitLogin}. */
  public GitRepositoryIds(CredentialsProvider credentials) {
    this.credentials = credentials;
  }

  @Override
  public Optional<RepositoryId> find(RepositoryName name, URI gitUrl) {
    return with(name, gitUrl, GitRepositoryIds::read);
  }

  @Override
  public RepositoryId ensure(RepositoryName name, URI gitUrl) {
    return with(
        name,
        gitUrl,
        (git, remote, deadline) -> {
          Optional<RepositoryId> known = read(git, remote, deadline);
          if (known.isPresent()) {
            return known.get();
          }
          String said = push(git, remote, deadline);
          return read(git, remote, deadline)
              .orElseThrow(
                  () ->
                      new PermanentException(
                          cannot(name)
                              + "it has none at "
                              + REF
                              + " yet, and the host does not take one: "
                              + said
                              + "; use a token that may write, and let the host take refs below"
                              + " refs/bzzz"));
        });
  }

  private interface Work<T> {
    T in(Repository git, Remote remote, Deadline deadline) throws IOException;
  }

  private <T> T with(RepositoryName name, URI gitUrl, Work<T> work) {
    try (Repository git = new InMemoryRepository(new DfsRepositoryDescription("id"))) {
      return work.in(git, new Remote(gitUrl, credentials), Deadline.after(TIMEOUT));
    } catch (NoRemoteRepositoryException e) {
      throw new NotFound(
          cannot(name) + "git finds no repository at " + gitUrl + "; check the name");
    } catch (IOException e) {
      throw failed(name, gitUrl, e);
    } catch (IllegalArgumentException e) {
      throw new PermanentException(
          cannot(name)
              + REF
              + " holds something else; set it back, or the repository's claims are lost",
          e);
    }
  }

  private static BzzzException failed(RepositoryName name, URI gitUrl, IOException e) {
    String what = cannot(name) + gitUrl + ": " + e.getMessage();
    return Remote.refusal(e).isPresent()
        ? new Unauthorized(what + "; check that the token may read and write there by git")
        : new TransientException(what + "; try later", e);
  }

  private static Optional<RepositoryId> read(Repository git, Remote remote, Deadline deadline)
      throws IOException {
    try (Transport transport = remote.open(git, deadline);
        FetchConnection connection = transport.openFetch(List.of(), REF)) {
      Ref ref = connection.getRef(REF);
      if (ref == null) {
        return Optional.empty();
      }
      Remote.fetch(connection, List.of(ref), deadline);
      return Optional.of(content(git, ref.getObjectId()));
    }
  }

  private static RepositoryId content(Repository git, ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(git);
        TreeWalk tree = TreeWalk.forPath(git, FILE, walk.parseCommit(commit).getTree())) {
      if (tree == null) {
        throw new IllegalArgumentException("the file " + FILE + " is missing");
      }
      ObjectLoader blob = git.open(tree.getObjectId(0), Constants.OBJ_BLOB);
      String text = new String(blob.getCachedBytes(MAX_BYTES), StandardCharsets.US_ASCII);
      return new RepositoryId(text.strip());
    }
  }

  /**
   * Creates the ref unless there is one; what the host says does not matter, what it holds does.
   */
  private static String push(Repository git, Remote remote, Deadline deadline) throws IOException {
    RemoteRefUpdate update = remote.update(git, REF, ObjectId.zeroId(), draw(git));
    try (Transport transport = remote.open(git, deadline)) {
      transport.push(new DeadlineMonitor(deadline), List.of(update));
    }
    return update.getStatus() + (update.getMessage() == null ? "" : " " + update.getMessage());
  }

  private static ObjectId draw(Repository git) throws IOException {
    byte[] id = new byte[16];
    RANDOM.nextBytes(id);
    try (ObjectInserter inserter = git.newObjectInserter()) {
      byte[] text = (HexFormat.of().formatHex(id) + "\n").getBytes(StandardCharsets.US_ASCII);
      TreeFormatter tree = new TreeFormatter();
      tree.append(FILE, FileMode.REGULAR_FILE, inserter.insert(Constants.OBJ_BLOB, text));
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(inserter.insert(tree));
      commit.setAuthor(new PersonIdent("bzzz", "bzzz@bzzz", Instant.now(), ZoneOffset.UTC));
      commit.setCommitter(commit.getAuthor());
      commit.setMessage("name this repository");
      ObjectId written = inserter.insert(commit);
      inserter.flush();
      return written;
    }
  }

  private static String cannot(RepositoryName name) {
    return "cannot find out the id of " + name + ": ";
  }
}
