package dev.bzzz.git.ledger;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;

/**
 * A push that was begun: the remote has listed its refs, and waits for what is to become of them.
 * Confined to one thread.
 */
final class PushLine implements AutoCloseable {
  private final Transport transport;
  private final PushConnection connection;
  private final Deadline deadline;

  private PushLine(Transport transport, PushConnection connection, Deadline deadline) {
    this.transport = transport;
    this.connection = connection;
    this.deadline = deadline;
  }

  /**
   * Begins a push.
   *
   * @param git has the objects to push
   * @param atomic whether all refs are to move or none
   */
  static PushLine open(Remote remote, Repository git, boolean atomic, Deadline deadline)
      throws IOException {
    Transport transport = remote.open(git, deadline);
    try {
      transport.setPushAtomic(atomic);
      return new PushLine(transport, transport.openPush(), deadline);
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  /** What the remote has listed, by full name: branches and other refs, but not which is HEAD. */
  Map<String, Ref> refs() {
    return connection.getRefsMap();
  }

  /**
   * Sends the updates, each with what it expects, and sets their status.
   *
   * @return what the remote says to people
   */
  String push(List<RemoteRefUpdate> updates) throws IOException {
    Map<String, RemoteRefUpdate> commands = new LinkedHashMap<>();
    updates.forEach(update -> commands.put(update.getRemoteName(), update));
    connection.push(new DeadlineMonitor(deadline), commands);
    return connection.getMessages();
  }

  @Override
  public void close() {
    connection.close();
    transport.close();
  }
}
