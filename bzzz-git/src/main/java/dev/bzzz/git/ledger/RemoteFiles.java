package dev.bzzz.git.ledger;

import dev.bzzz.core.Conflict;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.git.local.BranchFiles;
import dev.bzzz.git.local.BranchWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Changes files on the default branches of repositories on another machine, by git. The newest
 * commit of a branch is fetched each time. Safe for use by many threads.
 */
public final class RemoteFiles implements BranchFiles {
  private static final int MAX_FILE_BYTES = 1 << 20;

  private final RepositoryProvider forge;
  private final CredentialsProvider credentials;

  /**
   * Changes files of one forge.
   *
   * @param forge says where git reaches a repository; stays the caller's
   * @param credentials logs git in
   */
  public RemoteFiles(RepositoryProvider forge, CredentialsProvider credentials) {
    this.forge = forge;
    this.credentials = credentials;
  }

  @Override
  public Optional<String> edit(RepositoryName name, String author, String message, Edit edit) {
    Repository repository = forge.repository(name);
    RemoteBranch branch =
        new RemoteBranch(repository.gitUrl(), repository.defaultBranch(), credentials);
    var entry = new BranchWriter.Entry(author, author + "@bzzz", Instant.now(), message);
    for (int attempt = 0; attempt < MAX_TRIES; attempt++) {
      try (ScratchRepository scratch = new ScratchRepository()) {
        org.eclipse.jgit.lib.Repository git = scratch.git();
        ObjectId head = branch.fetch(git, 1).orElseThrow(() -> noCommits(branch));
        Map<String, byte[]> put = put(edit.edit(path -> text(git, head, path, branch)));
        if (put.isEmpty()) {
          return Optional.empty();
        }
        var change = new BranchWriter.Change(put, Set.of());
        ObjectId next =
            BranchWriter.write(git, Optional.of(head), new BranchWriter.Step(change, entry));
        if (branch.push(git, head, next)) {
          return Optional.of(next.name());
        }
      } catch (IOException e) {
        throw branch.failed(e);
      }
    }
    throw new Conflict(branch.action() + "others keep changing it; try again");
  }

  private static Map<String, byte[]> put(Map<String, String> files) {
    Map<String, byte[]> put = new TreeMap<>();
    files.forEach((path, text) -> put.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return put;
  }

  private static Optional<String> text(
      org.eclipse.jgit.lib.Repository git, ObjectId commit, String path, RemoteBranch branch) {
    try (RevWalk walk = new RevWalk(git);
        TreeWalk file = TreeWalk.forPath(git, path, walk.parseCommit(commit).getTree())) {
      if (file == null) {
        return Optional.empty();
      }
      byte[] bytes = git.open(file.getObjectId(0)).getCachedBytes(MAX_FILE_BYTES);
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (LargeObjectException e) {
      throw new PermanentException(
          branch.action() + path + " is larger than " + MAX_FILE_BYTES + " bytes; make it smaller",
          e);
    } catch (IOException e) {
      throw branch.failed(e);
    }
  }

  private static PermanentException noCommits(RemoteBranch branch) {
    return new PermanentException(branch.action() + "there is none yet; push a first commit");
  }
}
