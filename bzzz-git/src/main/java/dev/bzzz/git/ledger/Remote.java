package dev.bzzz.git.ledger;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** Connects to a git remote and says what its errors mean. */
final class Remote {
  // The words of JGit's own errors. A status counts only where JGit puts it, right after the URL:
  // the same digits may occur in an object id or a port.
  private static final Pattern REFUSAL =
      Pattern.compile(
          "not authorized|not permitted|authentication is required|authentication not supported"
              + "|service not enabled|atomic push not supported|(^|: )(401|403|404|429) ",
          Pattern.CASE_INSENSITIVE);

  private final URI url;
  private final @Nullable CredentialsProvider credentials;

  Remote(URI url, @Nullable CredentialsProvider credentials) {
    this.url = url;
    this.credentials = credentials;
  }

  /** A connection that gives up waiting for the remote when the deadline comes. */
  Transport open(Repository git, Deadline deadline) throws IOException {
    try {
      Transport transport = Transport.open(git, new URIish(url.toString()));
      transport.setTimeout((int) Math.max(1, deadline.left().toSeconds()));
      if (credentials instanceof GitLogin login) {
        login.prepare(transport);
      } else {
        transport.setCredentialsProvider(credentials);
      }
      return transport;
    } catch (URISyntaxException e) {
      throw new NotSupportedException("no git URL: " + url, e);
    }
  }

  /**
   * Fetches objects, all of them or it fails. JGit's own fetch ends as if all were well when its
   * monitor cancels it, and what has not come would then look like damage on the remote.
   */
  static void fetch(FetchConnection connection, Collection<Ref> wanted, Deadline deadline)
      throws IOException {
    connection.fetch(new DeadlineMonitor(deadline), wanted, Set.of());
    if (deadline.passed()) {
      throw new TransportException("not everything was sent in time");
    }
  }

  /** An update of a ref that must be at {@code from}; zero stands for absent. */
  RemoteRefUpdate update(Repository git, String ref, ObjectId from, ObjectId to)
      throws IOException {
    return new RemoteRefUpdate(git, to.name(), to, ref, true, null, from);
  }

  /** What to do about a remote that cannot be read. */
  static String advice(IOException e) {
    return String.valueOf(e.getMessage()).contains("not authorized")
        ? "put a token that may read it where its reference points"
        : "see that it can be reached and read";
  }

  /** What the remote's error says, when it says that surely nothing was done. */
  static Optional<String> refusal(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof NoRemoteRepositoryException
          || cause instanceof NotSupportedException
          || REFUSAL.matcher(message).find()) {
        return Optional.of(message);
      }
    }
    return Optional.empty();
  }
}
