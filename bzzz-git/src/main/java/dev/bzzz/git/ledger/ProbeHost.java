package dev.bzzz.git.ledger;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A git host that is asked directly: commands reach it as they are, without the client's own
 * comparison with what the host listed. Safe for use by many threads.
 */
final class ProbeHost {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeHost.class);
  private static final PersonIdent WHO =
      new PersonIdent("bzzz", "bzzz", Instant.EPOCH, ZoneOffset.UTC);

  private final Remote remote;
  private final Repository git;
  private final Deadline deadline;

  /** The host behind {@code remote}; {@code git} has the objects. */
  ProbeHost(Remote remote, Repository git, Deadline deadline) {
    this.remote = remote;
    this.git = git;
    this.deadline = deadline;
  }

  /** A command: move {@code ref} from one value to another; zero stands for absent. */
  record Update(String ref, ObjectId from, ObjectId to) {}

  /**
   * What the host said.
   *
   * @param taken whether it said that all was done
   * @param words its words
   */
  record Answer(boolean taken, String words) {}

  /** Writes a commit that nobody else has, to be pushed. */
  ObjectId commit(ObjectId parent) throws IOException {
    return commit(parent, "probe " + UUID.randomUUID() + "\n");
  }

  ObjectId commit(ObjectId parent, String message) throws IOException {
    try (ObjectInserter inserter = git.newObjectInserter()) {
      ObjectId empty = inserter.insert(Constants.OBJ_TREE, new byte[0]);
      return commit(inserter, parent, empty, message);
    }
  }

  /** Writes a commit on top of another one that changes no file. */
  ObjectId emptyChange(ObjectId parent) throws IOException {
    try (ObjectInserter inserter = git.newObjectInserter();
        RevWalk walk = new RevWalk(git)) {
      ObjectId tree = walk.parseCommit(parent).getTree();
      return commit(inserter, parent, tree, "probe " + UUID.randomUUID() + "\n");
    }
  }

  private static ObjectId commit(
      ObjectInserter inserter, ObjectId parent, ObjectId tree, String message) throws IOException {
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    if (!parent.equals(ObjectId.zeroId())) {
      commit.setParentId(parent);
    }
    commit.setAuthor(WHO);
    commit.setCommitter(WHO);
    commit.setMessage(message);
    ObjectId id = inserter.insert(commit);
    inserter.flush();
    return id;
  }

  /** Sends all commands as one atomic push. */
  Answer push(List<Update> updates) throws IOException {
    try (Open connection = open()) {
      return connection.push(updates);
    }
  }

  /** What a ref is at, by a listing of its own. */
  Optional<ObjectId> read(String ref) throws IOException {
    try (Transport transport = remote.open(git, deadline);
        FetchConnection connection = transport.openFetch(List.of(), ref)) {
      return Optional.ofNullable(connection.getRef(ref)).map(Ref::getObjectId);
    }
  }

  /** Fetches the commit that a ref is at. */
  ObjectId fetched(String ref) throws IOException {
    try (Transport transport = remote.open(git, deadline);
        FetchConnection connection = transport.openFetch(List.of(), ref)) {
      Ref there = connection.getRef(ref);
      if (there == null) {
        throw new TransportException("the remote has no " + ref);
      }
      Remote.fetch(connection, List.of(there), deadline);
      return there.getObjectId();
    }
  }

  /** Deletes refs as far as the host lets us; what stays means nothing. */
  void remove(List<String> refs) {
    for (String ref : refs) {
      try {
        Optional<ObjectId> at = read(ref);
        if (at.isPresent()) {
          push(List.of(new Update(ref, at.get(), ObjectId.zeroId())));
        }
      } catch (IOException e) {
        LOG.debug("a probe's ref stays: ref={} cause={}", ref, e.toString());
      }
    }
  }

  /** A connection to which the host has listed its refs. */
  Open open() throws IOException {
    Transport transport = remote.open(git, deadline);
    try {
      transport.setPushAtomic(true);
      return new Open(transport, transport.openPush());
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  /** One push that was begun. Confined to one thread. */
  final class Open implements AutoCloseable {
    private final Transport transport;
    private final PushConnection connection;

    private Open(Transport transport, PushConnection connection) {
      this.transport = transport;
      this.connection = connection;
    }

    Answer push(List<Update> updates) throws IOException {
      Map<String, RemoteRefUpdate> commands = new LinkedHashMap<>();
      for (Update update : updates) {
        commands.put(update.ref(), remote.update(git, update.ref(), update.from(), update.to()));
      }
      try {
        connection.push(new DeadlineMonitor(deadline), commands);
      } catch (TransportException e) {
        Optional<String> refusal = Remote.refusal(e);
        if (refusal.isPresent()) {
          return new Answer(false, refusal.get());
        }
        throw e;
      }
      boolean taken =
          commands.values().stream()
              .allMatch(command -> command.getStatus() == RemoteRefUpdate.Status.OK);
      return new Answer(
          taken,
          commands.values().stream()
              .map(
                  command ->
                      command.getStatus()
                          + (command.getMessage() == null ? "" : ": " + command.getMessage()))
              .collect(Collectors.joining(", ")));
    }

    @Override
    public void close() {
      connection.close();
      transport.close();
    }
  }
}
