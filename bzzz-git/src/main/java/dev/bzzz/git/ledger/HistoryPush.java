package dev.bzzz.git.ledger;

import dev.bzzz.core.Conflict;
import dev.bzzz.git.local.BranchWriter;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.CredentialsProvider;

/**
 * Begins a branch of a repository on another machine with a whole history, by one push. For setting
 * a forge up: a branch that people have worked on is left alone. Safe for use by many threads.
 */
public final class HistoryPush {
  private static final int ENOUGH_TO_SEE_A_PARENT = 2;

  private final URI url;
  private final CredentialsProvider credentials;

  /**
   * Pushes to one repository.
   *
   * @param url where git reaches it, without credentials
   * @param credentials logs git in
   */
  public HistoryPush(URI url, CredentialsProvider credentials) {
    this.url = url;
    this.credentials = credentials;
  }

  /**
   * Puts a history onto a branch that is missing, or that holds the one commit with which forges
   * begin a repository.
   *
   * @param history oldest commit first
   * @return whether it was pushed; false when the branch holds more than one commit
   * @throws Conflict if somebody else has moved the branch meanwhile
   * @throws dev.bzzz.core.TransientException if the host cannot be reached
   * @throws dev.bzzz.core.PermanentException if it refuses
   */
  public boolean begin(String branch, List<BranchWriter.Step> history) {
    RemoteBranch remote = new RemoteBranch(url, branch, credentials);
    try (ScratchRepository scratch = new ScratchRepository()) {
      Repository git = scratch.git();
      Optional<ObjectId> tip = remote.fetch(git, ENOUGH_TO_SEE_A_PARENT);
      if (tip.isPresent() && hasParents(git, tip.get())) {
        return false;
      }
      Optional<ObjectId> head = tip;
      for (BranchWriter.Step step : history) {
        head = Optional.of(BranchWriter.write(git, head, step));
      }
      if (!head.equals(tip)
          && !remote.push(git, tip.orElse(ObjectId.zeroId()), head.orElseThrow())) {
        throw new Conflict(remote.action() + "it has moved on meanwhile; try again");
      }
      return true;
    } catch (IOException e) {
      throw remote.failed(e);
    }
  }

  private static boolean hasParents(Repository git, ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(git)) {
      return walk.parseCommit(commit).getParentCount() > 0;
    }
  }
}
