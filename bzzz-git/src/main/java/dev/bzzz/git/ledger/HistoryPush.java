package dev.bzzz.git.ledger;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Conflict;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.git.local.BranchWriter;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;

/**
 * Begins a branch of a repository on another machine with a whole history, by one push. For setting
 * a forge up: a branch that people have worked on is left alone. Safe for use by many threads.
 */
public final class HistoryPush {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final URI url;
  private final Remote remote;

  /**
   * Pushes to one repository.
   *
   * @param url where git reaches it, without credentials
   * @param credentials logs git in
   */
  public HistoryPush(URI url, CredentialsProvider credentials) {
    this.url = url;
    this.remote = new Remote(url, credentials);
  }

  /**
   * Puts a history onto a branch that is missing, or that holds the one commit with which forges
   * begin a repository.
   *
   * @param history oldest commit first
   * @return whether it was pushed; false when the branch holds more than one commit
   * @throws Conflict if somebody else has moved the branch meanwhile
   * @throws TransientException if the host cannot be reached
   * @throws PermanentException if it refuses
   */
  public boolean begin(String branch, List<BranchWriter.Step> history) {
    String ref = Constants.R_HEADS + branch;
    try (Repository git = new InMemoryRepository(new DfsRepositoryDescription("history"))) {
      Optional<ObjectId> tip = fetched(git, ref);
      if (tip.isPresent() && hasParents(git, tip.get())) {
        return false;
      }
      Optional<ObjectId> head = tip;
      for (BranchWriter.Step step : history) {
        head = Optional.of(BranchWriter.write(git, head, step));
      }
      if (!head.equals(tip)) {
        push(git, ref, tip.orElse(ObjectId.zeroId()), head.orElseThrow());
      }
      return true;
    } catch (IOException e) {
      throw failed(ref, e);
    }
  }

  private Optional<ObjectId> fetched(Repository git, String ref) throws IOException {
    try (Transport transport = open(git);
        FetchConnection connection = transport.openFetch(List.of(), ref)) {
      Ref there = connection.getRef(ref);
      if (there == null) {
        return Optional.empty();
      }
      connection.fetch(NullProgressMonitor.INSTANCE, List.of(there), Set.of());
      return Optional.of(there.getObjectId());
    }
  }

  private static boolean hasParents(Repository git, ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(git)) {
      return walk.parseCommit(commit).getParentCount() > 0;
    }
  }

  private void push(Repository git, String ref, ObjectId from, ObjectId to) throws IOException {
    RemoteRefUpdate update = remote.update(git, ref, from, to);
    try (Transport transport = open(git)) {
      transport.push(NullProgressMonitor.INSTANCE, List.of(update));
    }
    switch (update.getStatus()) {
      case OK, UP_TO_DATE -> {}
      case REJECTED_REMOTE_CHANGED, REJECTED_NONFASTFORWARD ->
          throw new Conflict(action(ref) + "it has moved on meanwhile; try again");
      default ->
          throw new PermanentException(
              action(ref)
                  + "the host says "
                  + update.getStatus()
                  + (update.getMessage() == null ? "" : " (" + update.getMessage() + ")")
                  + "; check that the token may push");
    }
  }

  private Transport open(Repository git) throws IOException {
    return remote.open(git, Deadline.after(TIMEOUT));
  }

  private BzzzException failed(String ref, IOException e) {
    return Remote.refusal(e).isPresent()
        ? new PermanentException(
            action(ref) + Remote.refusal(e).get() + "; check the name, and what the token may do",
            e)
        : new TransientException(action(ref) + e.getMessage() + "; try again", e);
  }

  private String action(String ref) {
    return "cannot push " + ref + " to " + url + ": ";
  }
}
