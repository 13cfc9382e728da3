package dev.bzzz.git.ledger;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.Unauthorized;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;

/** One branch of a repository on another machine. Safe for use by many threads. */
final class RemoteBranch {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final URI url;
  private final String ref;
  private final Remote remote;

  /**
   * A branch.
   *
   * @param url where git reaches the repository, without credentials
   * @param name short name of the branch
   */
  RemoteBranch(URI url, String name, CredentialsProvider credentials) {
    this.url = url;
    this.ref = Constants.R_HEADS + name;
    this.remote = new Remote(url, credentials);
  }

  /**
   * Fetches the newest commits; empty when there is no such branch.
   *
   * @param depth how many commits of its history
   */
  Optional<ObjectId> fetch(Repository git, int depth) throws IOException {
    try (Transport transport = remote.open(git, Deadline.after(TIMEOUT))) {
      transport.setDepth(depth);
      try (FetchConnection connection = transport.openFetch(List.of(), ref)) {
        Ref there = connection.getRef(ref);
        if (there == null) {
          return Optional.empty();
        }
        connection.fetch(NullProgressMonitor.INSTANCE, List.of(there), Set.of());
        return Optional.of(there.getObjectId());
      }
    }
  }

  /**
   * Moves the branch.
   *
   * @param from what it must be at; zero stands for absent
   * @return whether it was moved; false when it is at something else
   * @throws Unauthorized if the host refuses
   */
  boolean push(Repository git, ObjectId from, ObjectId to) throws IOException {
    RemoteRefUpdate update = remote.update(git, ref, from, to);
    try (Transport transport = remote.open(git, Deadline.after(TIMEOUT))) {
      transport.push(NullProgressMonitor.INSTANCE, List.of(update));
    }
    return switch (update.getStatus()) {
      case OK, UP_TO_DATE -> true;
      case REJECTED_REMOTE_CHANGED, REJECTED_NONFASTFORWARD -> false;
      default ->
          throw new Unauthorized(
              action()
                  + "the host says "
                  + update.getStatus()
                  + (update.getMessage() == null ? "" : " (" + update.getMessage() + ")")
                  + "; check that the token may push to that branch");
    };
  }

  BzzzException failed(IOException e) {
    Optional<String> refusal = Remote.refusal(e);
    return refusal.isPresent()
        ? new Unauthorized(action() + refusal.get() + "; check the name, and what the token may do")
        : new TransientException(action() + e.getMessage() + "; try again", e);
  }

  /** Begins an error. */
  String action() {
    return "cannot change " + ref + " of " + url + ": ";
  }
}
